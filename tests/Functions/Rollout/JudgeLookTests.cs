using System.Text;
using ServerlessML.Contracts.Monitoring;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Rollout;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Rollout;

/// <summary>A look is read and judged once, and its evidence goes on by the document.</summary>
[Collection(StorageCollection.Name)]
public sealed class JudgeLookTests(Workbench bench)
{
    private const int Revision = 4;

    private static readonly RolloutPolicy Plain = new() { Steps = [new() { Weight = 10 }, new() { Weight = 100 }], MinRequests = 10 };

    [Fact]
    public async Task Look_JudgedTwice_IsTheFirst_WhateverCameSince()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, "a", requests: 100, errors: 0);
        var first = await bench.JudgeLook.RunAsync(Request(deployment, 1), default);
        await CountAsync(deployment, "b", requests: 100, errors: 100);
        var second = await bench.JudgeLook.RunAsync(Request(deployment, 1), default);
        Assert.Equal(LookOutcome.Success, first.Outcome);
        Assert.Equal(CanonicalJson.DigestOf(first), CanonicalJson.DigestOf(second));
        Assert.Equal(LookOutcome.Failure, (await bench.JudgeLook.RunAsync(Request(deployment, 2) with { Last = 1 }, default)).Outcome);
    }

    [Fact]
    public async Task Look_JudgedByManyAtOnce_HasOneVerdict()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, "a", requests: 100, errors: 0);
        var verdicts = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async number =>
                {
                    await CountAsync(deployment, $"more-{number}", requests: 10, errors: 1);
                    return CanonicalJson.DigestOf(await bench.JudgeLook.RunAsync(Request(deployment, 1), default));
                })
        );
        Assert.Single(verdicts.Distinct());
        var kept = await KeptAsync(deployment, 1);
        Assert.Equal(verdicts[0], CanonicalJson.DigestOf(kept.Verdict! with { Evidence = RolloutEvidence.None }));
        // What is kept rests on what is kept beside it.
        Assert.Contains(kept.Verdict!.Findings, finding =>
            finding.Message.StartsWith($"{kept.Treated.Errors} of {kept.Treated.Requests} requests failed", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Evidence_GoesFromLookToLook_AndFromStepToStep_ByTheKeptLooks()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, "a", requests: 300, errors: 4);
        await bench.JudgeLook.RunAsync(Request(deployment, 1), default);
        var step = await bench.JudgeLook.RunAsync(Request(deployment, 2) with { Before = 1 }, default);
        var (one, two) = (
            (await KeptAsync(deployment, 1)).Verdict!.Evidence.Logs["error-rate"],
            (await KeptAsync(deployment, 2)).Verdict!.Evidence.Logs["error-rate"]
        );
        // The same counts in the next step are evidence of their own.
        Assert.Equal(2 * one, two, 9);
        Assert.Empty(step.Evidence.Logs);
    }

    [Fact]
    public async Task Evidence_CarriedByAnEarlierRollout_Counts()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, "a", requests: 300, errors: 4);
        var carried = new RolloutEvidence { Logs = new Dictionary<string, double> { ["error-rate"] = 5 } };
        Assert.Equal(LookOutcome.Success, (await bench.JudgeLook.RunAsync(Request(deployment, 1), default)).Outcome);
        Assert.Equal(
            LookOutcome.Failure,
            (await bench.JudgeLook.RunAsync(Request(deployment, 2) with { CarriedBefore = carried }, default)).Outcome
        );
    }

    [Fact]
    public async Task Evidence_OfALookThatIsGone_FailsForGood()
    {
        var failure = await Assert.ThrowsAsync<PermanentFailureException>(() =>
            bench.JudgeLook.RunAsync(Request(bench.NewName(), 2) with { Last = 1 }, default)
        );
        Assert.StartsWith("Look 1 of run", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_OfAnEarlierVersion_WithoutAVerdict_IsJudgedByItsOwnCounts()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, "a", requests: 100, errors: 0);
        await bench.ReadArms.RunAsync(Request(deployment, 1).Arms, default);
        Assert.Null((await KeptAsync(deployment, 1)).Verdict);
        await CountAsync(deployment, "b", requests: 100, errors: 100);
        Assert.Equal(LookOutcome.Success, (await bench.JudgeLook.RunAsync(Request(deployment, 1), default)).Outcome);
        Assert.Equal(
            (100, LookOutcome.Success),
            await KeptAsync(deployment, 1) is var kept ? (kept.Treated.Requests, kept.Verdict!.Outcome) : default
        );
    }

    [Fact]
    public void Look_KeptBeforeVerdictsWere_IsReadAndWrittenAsBefore_AndBacktests()
    {
        const string old =
            """{"at":"2026-01-01T00:10:00+00:00","control":{"errors":0,"metrics":{},"requests":300},"deployment":"flights","number":1,"revision":2,"runId":"flights-1","share":0.5,"step":0,"stepBegan":"2026-01-01T00:00:00+00:00","treated":{"errors":90,"metrics":{},"requests":300}}""";
        var look = CanonicalJson.Deserialize<RolloutLook>(Encoding.UTF8.GetBytes(old));
        Assert.Null(look.Verdict);
        Assert.Equal(old, Encoding.UTF8.GetString(CanonicalJson.Serialize(look)));
        Assert.Equal(RolloutMove.Back, Assert.Single(RolloutBacktest.Run(Plain, [look])).Move);
    }

    [Fact]
    public async Task Verdict_OfAllThatAPolicyCanAsk_IsSmall_WhereItCrosses()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, "a", requests: 100, errors: 0);
        var measures = OutcomeMetric
            .Names.Append(CanaryMeasure.ErrorRate)
            .Append(CanaryMeasure.LatencyP99)
            .Select(name => new CanaryMeasure { Metric = name });
        var policy = Plain with
        {
            LookEvery = TimeSpan.FromMinutes(1),
            Guardrails = new()
            {
                MaxErrorRate = 0.01,
                MaxErrorRatio = 2,
                MaxP99Milliseconds = 50,
                MaxPredictionShift = 0.1,
                Floors =
                [
                    .. OutcomeMetric.Names.Select(name => new MetricFloor
                    {
                        Metric = name,
                        Least = 0.1,
                        MaxLoss = 0.1,
                    }),
                ],
            },
            Experiment = new()
            {
                Metric = OutcomeMetric.Quality,
                Method = JudgeMethod.Canary,
                Canary = new() { Intervals = 1, Metrics = [.. measures] },
            },
        };
        var verdict = await bench.JudgeLook.RunAsync(Request(deployment, 1) with { Policy = policy }, default);
        Assert.InRange(verdict.Findings.Count, 9, 20);
        Assert.InRange(System.Text.Json.JsonSerializer.Serialize(verdict).Length, 1, 4096);
    }

    private async Task<RolloutLook> KeptAsync(string deployment, int number) =>
        (
            await bench.Storage.Documents.ReadAsync<RolloutLook>(
                StorageLayout.Deployments,
                StorageLayout.RolloutLook(deployment, $"{deployment}-run", number)
            )
        )!.Value;

    private JudgeLookRequest Request(string deployment, int number) =>
        new()
        {
            Policy = Plain,
            Arms = new()
            {
                RunId = $"{deployment}-run",
                Deployment = deployment,
                Version = 2,
                Champion = 1,
                Number = number,
                Step = 0,
                Share = 0.1,
                Revision = Revision,
                StepBegan = bench.Time.GetUtcNow(),
            },
        };

    private Task CountAsync(string deployment, string process, long requests, long errors) =>
        bench.Storage.Documents.CreateAsync(
            StorageLayout.Counts,
            StorageLayout.CountsDocument(deployment, Revision, process, 1),
            new ServedCounts
            {
                Deployment = deployment,
                Revision = Revision,
                Replica = process,
                Process = process,
                AppliedAt = bench.Time.GetUtcNow(),
                WrittenAt = bench.Time.GetUtcNow(),
                Arms =
                [
                    new()
                    {
                        Version = 1,
                        Model = Digest.Of([1]),
                        Lane = Lane.Live,
                        Requests = requests * 9,
                    },
                    new()
                    {
                        Version = 2,
                        Model = Digest.Of([2]),
                        Lane = Lane.Live,
                        Requests = requests - errors,
                        Errors = errors,
                    },
                ],
            }
        );
}
