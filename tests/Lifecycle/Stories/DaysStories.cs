using System.Net;
using System.Text.Json.Nodes;
using ServerlessML.Functions.Audit;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>Approvals that take days, on the whole system, with the host stopped on the way.</summary>
public sealed class DaysStories(DaysWorld world) : IClassFixture<DaysWorld>
{
    private const string Policy =
        "{ roles: { approver: 1, operator: 1 }, expires: 7d, remind: 8h, escalate: { after: 30h, to: engineer }, notify: [{ "
        + "url: HOOK/hook }] }";

    [Fact]
    public async Task GivenTwoPlaces_WhenOneSignsAndDaysPass_ThenPeopleAreRemindedAndTheEscalationFillsTheOther()
    {
        await using var webhook = await WebhookReceiver.StartAsync();
        var (pipeline, run) = await GivenRunAsync("days-pass", webhook.Address);
        var evidence = await run.ThenWaitsForApprovalAsync();
        await run.ThenSaysAsync("waiting for 1 approver and 1 operator; escalates in");
        (await SignAsync(run, "ann", evidence)).Is(HttpStatusCode.Accepted);
        await run.ThenSaysAsync("waiting for 1 operator");
        (await SignAsync(run, "dee", evidence)).Is(HttpStatusCode.Forbidden, "once the approval is escalated");

        world.Pass(TimeSpan.FromHours(8.5));
        await run.ThenSaysAsync("waiting for 1 operator; escalates in 21 h");
        await ThenLogAsync(pipeline, ["approve", "remind"]);
        await world.HostRestartsAsync();
        world.Pass(TimeSpan.FromHours(22));
        await run.ThenSaysAsync("waiting for 1 operator; escalated to engineers, expires in 5 d");
        (await SignAsync(run, "dee", evidence)).Is(HttpStatusCode.Accepted);

        await run.ThenEndsAsync(RunState.Completed);
        // The second reminder and the escalation were both overdue when the host came back: one turn may meet them together, and then
        // escalates first.
        await ThenLogAsync(
            pipeline,
            ["approve", "remind", "remind", "escalate", "approve", "promote"],
            ["approve", "remind", "escalate", "remind", "approve", "promote"]
        );
        await WaitFor.TrueAsync("all notices", () => Task.FromResult(webhook.Calls.Count >= 6));
        Assert.Empty((await new AuditVerifier(world.Documents, TimeProvider.System).VerifyAsync(pipeline.Name)).Problems);
    }

    [Fact]
    public async Task GivenTwoPlaces_WhenNobodyElseSignsInAWeek_ThenTheRunExpiresAndNamesWhoIsMissing()
    {
        await using var webhook = await WebhookReceiver.StartAsync();
        var (pipeline, run) = await GivenRunAsync("a-week", webhook.Address);
        var evidence = await run.ThenWaitsForApprovalAsync();
        (await SignAsync(run, "ann", evidence)).Is(HttpStatusCode.Accepted);
        await run.ThenSaysAsync("waiting for 1 operator");

        world.Pass(TimeSpan.FromDays(8));

        await run.ThenEndsAsync(RunState.Rejected, "1 operator");
        (await SignAsync(run, "bob", evidence)).Is(HttpStatusCode.Conflict);
        Assert.Equal("expire", (await ActionsAsync(pipeline))[^1]);
    }

    private async Task<(PipelineStory Pipeline, RunStory Run)> GivenRunAsync(string word, string webhook)
    {
        world.GivenPerson("ann", Role.Approver);
        world.GivenPerson("bob", Role.Operator);
        world.GivenPerson("dee", Role.Engineer);
        var pipeline = world.Pipeline(word);
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Approval = Policy.Replace("HOOK", webhook, StringComparison.Ordinal) });
        // By somebody who is known: of a run that a trigger started, no engineer may approve, escalated or not.
        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good(rows: 600));
        (await pipeline.WhenStartedByHandAsync("2026-01")).Is(HttpStatusCode.Accepted);
        return (pipeline, await pipeline.ThenRunOfAsync("2026-01"));
    }

    private Task<Answer> SignAsync(RunStory run, string who, string evidence) =>
        world.PostAsync(
            $"runs/{run.Id}/decision",
            who,
            new JsonObject
            {
                ["evidence"] = evidence,
                ["decision"] = "approve",
                ["comment"] = "a story",
            }.ToJsonString()
        );

    private async Task ThenLogAsync(PipelineStory pipeline, params string[][] oneOf)
    {
        IReadOnlyList<string> said = [];
        try
        {
            await WaitFor.TrueAsync("the log", async () =>
            {
                said = await ActionsAsync(pipeline);
                return oneOf.Any(actions => actions.SequenceEqual(said));
            });
        }
        catch (TimeoutException)
        {
            Assert.Equal(oneOf[0], said);
        }
    }

    private async Task<IReadOnlyList<string>> ActionsAsync(PipelineStory pipeline) =>
        [
            .. (await world.GetAsync($"audit/{pipeline.Name}")).Is(HttpStatusCode.OK).Json["entries"]!
                .AsArray()
                .Select(entry => (string)entry!["action"]!)
                .Where(action => action != "define"),
        ];
}
