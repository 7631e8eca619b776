using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.Conformance;

public abstract class SubOrchestrationTests(Engine engine)
{
    [Fact]
    public async Task CallSubOrchestrator_KnowsItsParent_AndReturns()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator<int, string>("Child", (context, number) =>
                Task.FromResult($"{number} of {context.Parent!.Name} {context.Parent.InstanceId}, {context.InstanceId}")
            )
            .Orchestrator("Parent", context =>
                context.CallSubOrchestratorAsync<string>("Child", 7, new SubOrchestrationOptions(instanceId: "c"))
            )
            .StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new StartOrchestrationOptions("p"));

        Assert.Equal("7 of Parent p, c", (await host.CompleteAsync("p")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallSubOrchestrator_Failure_KeepsEachCause()
    {
        await using var host = await DurableHost
            .On(engine)
            .Activity<string?, string>("Break", _ => throw new InvalidDataException("deep"))
            .Orchestrator("Child", context => context.CallActivityAsync<string>("Break"))
            .Orchestrator("Parent", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Child"));
                return failed.TaskName == "Child"
                    && failed.FailureDetails.IsCausedBy<TaskFailedException>()
                    && failed.FailureDetails.InnerFailure!.IsCausedBy<InvalidDataException>();
            })
            .StartAsync();

        Assert.True((await host.RunAsync("Parent")).ReadOutputAs<bool>());
    }

    [Fact]
    public virtual async Task CallSubOrchestrator_OfARunningId_Fails()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("end"))
            .Orchestrator("Parent", context =>
                context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions(instanceId: "taken"))
            )
            .StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Child", new StartOrchestrationOptions("taken"));

        var done = await host.RunAsync("Parent");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("'taken' exists already", done.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.True((await host.Client.GetInstanceAsync("taken"))!.IsRunning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminate_LeavesTheChildAlone_AlsoWhenItIsAskedToBeRecursive(bool recursive)
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("end"))
            .Orchestrator("Parent", context =>
                context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions(instanceId: "c"))
            )
            .StartAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new StartOrchestrationOptions("p"));
        // The parent has started before its first turn has asked for the child.
        await host.UntilAsync("c", child => child.IsRunning);
        await host.ReplayAsync();

        await host.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions("enough", recursive));

        var parent = await host.CompleteAsync("p");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, parent.RuntimeStatus);
        Assert.Equal("enough", parent.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync("c"))!.RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_OfTheChild_FailsTheCall_WithoutDetails()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("end"))
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions(instanceId: "child"));
                }
                catch (TaskFailedException error)
                {
                    return error.FailureDetails is null ? "failed without details" : "failed";
                }
            })
            .StartAsync();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Parent");
        await WaitFor.TrueAsync("the child", async () =>
            (await host.Client.GetInstanceAsync("child"))?.RuntimeStatus == OrchestrationRuntimeStatus.Running
        );

        await host.Client.TerminateInstanceAsync("child", "enough");

        Assert.Equal("failed without details", (await host.CompleteAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallSubOrchestrator_OfAnUnknownName_FailsTheCall_AndIsNotTriedAgain()
    {
        await using var host = await DurableHost
            .On(engine)
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>(
                        "Nowhere",
                        TaskOptions.FromRetryPolicy(new(3, TimeSpan.FromHours(1)))
                    );
                }
                catch (TaskFailedException error)
                {
                    return error.FailureDetails.ErrorType;
                }
            })
            .StartAsync();

        Assert.Equal("OrchestratorTaskNotFound", (await host.RunAsync("Parent")).ReadOutputAs<string>());
    }

    public sealed class Ours() : SubOrchestrationTests(Engine.Ours);

    public sealed class Genuine() : SubOrchestrationTests(Engine.Genuine)
    {
        public override Task CallSubOrchestrator_OfARunningId_Fails() =>
            Difference.Of(
                "it has no check of a child's id: the parent waits for an end that is never told",
                base.CallSubOrchestrator_OfARunningId_Fails
            );
    }
}
