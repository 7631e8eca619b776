using ServerlessML.Contracts.Evaluation;
using ServerlessML.Workflows.Intake;

namespace ServerlessML.Tests.Workflows.Rollout.Earlier;

/// <summary>Rollouts that were under way when judging became an activity's: until June 2027.</summary>
public sealed class InlineJudgingTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Rollout_UnderWay_EndsItsTurnAsItBegan_AndIsJudgedApartFromThenOn()
    {
        var clock = new ServerlessML.Tests.Support.ManualTimeProvider().GetUtcNow();
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(0))
            .Looks(asked => ScriptedLooks.Seen(asked, requests: 1000, errors: 9));
        await host.StartAsync(
            nameof(ModelRollout),
            new RolloutProgress
            {
                Ramp = new()
                {
                    RunId = "flights-1",
                    Deployment = "flights",
                    Version = 2,
                    Champion = 1,
                    Policy = Policy,
                    Capture = 0,
                },
                Step = 1,
                Revision = 2,
                Follows = "flights-1:step-2",
                Began = clock,
                StepBegan = clock,
                Looks = 4,
                Before = Evidence(-1),
                Evidence = Evidence(-2),
            }
        );
        await host.PassAsync(Every);
        await host.CalledAsync(Stages.ReadArms, 1);
        Assert.Empty(host.CallsOf(Stages.JudgeLook));

        await host.PassAsync(Every);
        await host.CalledAsync(Stages.JudgeLook, 1);
        await host.PassAsync(Every);
        await host.CalledAsync(Stages.JudgeLook, 2);

        Assert.Equal([5], host.CallsOf(Stages.ReadArms).Select(call => call.Number));
        var (first, second) = (host.CallsOf(Stages.JudgeLook)[0], host.CallsOf(Stages.JudgeLook)[1]);
        // What the turn had judged goes on: the evidence of the step before as it was, that of this step as the fifth look left it.
        Assert.Equal((6, null, null, -1.0), (first.Arms.Number, first.Last, first.Before, first.CarriedBefore!.Logs["error-rate"]));
        Assert.NotEqual(-2.0, first.CarriedLast!.Logs["error-rate"]);
        Assert.Equal((7, 6, null, -1.0), (second.Arms.Number, second.Last, second.CarriedLast, second.CarriedBefore!.Logs["error-rate"]));
        await host.CalledAsync(Stages.ShiftTraffic, 1);
        await host.PassAsync(Every);
        await host.CalledAsync(Stages.JudgeLook, 3);
        var next = host.CallsOf(Stages.JudgeLook)[2];
        Assert.Equal((8, null, 7, null, null), (next.Arms.Number, next.Last, next.Before, next.CarriedLast, next.CarriedBefore));
    }

    [Theory]
    [InlineData(0.70, 0.003, 0.2, null)]
    [InlineData(0.65, 0.003, 0.2, "the candidate's AUC is 0.6500")]
    [InlineData(0.70, 0.001, 0.2, "the gain in AUC over the champion is 0.0010")]
    [InlineData(0.70, 0.003, 0.01, "the AUC lost on the slice city = 'Graz'")]
    public async Task Run_EvaluatedWithoutAVerdict_IsJudgedByValuesAsItWasThen(double auc, double gain, double adjustedP, string? rejected)
    {
        var definition = Samples.Pipeline(0);
        definition = definition with
        {
            Evaluation = definition.Evaluation with
            {
                MaxSliceLoss = 0.02,
                Fairness = [new() { Column = "city", MaxParityDifference = 0.1 }],
            },
        };
        var report = Samples.Evaluation(auc, gain);
        report = report with
        {
            Rows = 10,
            Candidate = report.Candidate with { Measures = new Dictionary<string, MeasureScore> { ["auc"] = new(auc, 0.1, 0.9) } },
            Differences = new Dictionary<string, MeasureDifference> { ["auc"] = new(gain, -0.5, 0.5) },
            Slices =
            [
                new()
                {
                    Column = "city",
                    Value = "Graz",
                    Rows = 10,
                    Difference = new(-0.05, -0.2, 0.1),
                    AdjustedPValue = adjustedP,
                },
            ],
        };
        await using var host = LifecycleScript
            .Smooth(definition)
            .On(Stages.EvaluateCandidate, _ => report)
            .On(Stages.OpenRun, _ => new OpenedRun
            {
                Definition = definition,
                Files = [],
                ReleasesApart = true,
            });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);
        if (rejected is null)
        {
            await host.CalledAsync(Stages.ClaimRelease, 1);
            return;
        }

        Assert.StartsWith(
            $"the gate rejects the candidate: {rejected}",
            (await host.EndAsync<LifecycleResult>()).Outcome,
            StringComparison.Ordinal
        );
    }

    private static RolloutPolicy Policy =>
        new()
        {
            Steps = [new() { Weight = 10, Bake = Every }, new() { Weight = 50, Bake = Every * 3 }, new() { Weight = 100, Bake = Every }],
            LookEvery = Every,
            Guardrails = new() { MaxErrorRate = 0.01 },
        };

    private static RolloutEvidence Evidence(double log) => new() { Logs = new Dictionary<string, double> { ["error-rate"] = log } };
}
