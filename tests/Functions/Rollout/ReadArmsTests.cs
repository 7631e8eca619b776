using System.Globalization;
using System.Text;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Rollout;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Rollout;

/// <summary>Counts of several gateways under one plan, as one look.</summary>
[Collection(StorageCollection.Name)]
public sealed class ReadArmsTests(Workbench bench)
{
    private const int Revision = 4;

    private ReadArms Activity => bench.ReadArms;

    [Fact]
    public async Task Look_AddsUpEveryProcess_OfThisPlanAndTheLiveLane()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, Revision, "a", (1, Lane.Live, 90, 1), (2, Lane.Live, 10, 2));
        await CountAsync(
            deployment,
            Revision,
            "b",
            (1, Lane.Live, 45, 0),
            (2, Lane.Live, 5, 0),
            (2, Lane.Override, 500, 0),
            (3, Lane.Shadow, 7, 0)
        );
        await CountAsync(deployment, Revision + 1, "a", (1, Lane.Live, 1000, 0));
        await CountAsync($"{deployment}-other", Revision, "a", (1, Lane.Live, 1000, 0));

        var look = await Activity.RunAsync(Request(deployment, 1), default);

        Assert.Null(look.Unavailable);
        Assert.Equal((136, 1), (look.Control.Requests, look.Control.Errors));
        Assert.Equal((17, 2), (look.Treated.Requests, look.Treated.Errors));
        // All took about 8 ms: what is above 4 ms is all of it, whatever bins are left out.
        Assert.Equal(15, look.Treated.Latency!.SurelyAbove(4));
        Assert.Equal(0, look.Treated.Latency.SurelyAbove(20));
        Assert.InRange(look.Treated.Latency.Edges.Count, 1, 3);
        Assert.Equal(15, look.Treated.Predictions!.Total());
    }

    [Fact]
    public async Task Look_TakenTwice_IsTheFirst()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, Revision, "a", (1, Lane.Live, 90, 0), (2, Lane.Live, 10, 0));
        var first = await Activity.RunAsync(Request(deployment, 1), default);
        await CountAsync(deployment, Revision, "b", (2, Lane.Live, 10, 10));
        Assert.Equal(CanonicalJson.DigestOf(first), CanonicalJson.DigestOf(await Activity.RunAsync(Request(deployment, 1), default)));
        Assert.Equal(30, (await Activity.RunAsync(Request(deployment, 2), default)).Treated.Requests);
    }

    [Fact]
    public async Task Look_WithoutCounts_SaysSo() =>
        Assert.Contains(
            "no gateway has written counts",
            (await Activity.RunAsync(Request(bench.NewName(), 1), default)).Unavailable,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Look_JoinsOutcomes_OfThisPlanAlone()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, Revision, "a", (1, Lane.Live, 2, 0), (2, Lane.Live, 2, 0));
        await PutAsync(
            StorageLayout.Captures,
            deployment,
            Capture("a", 1, Revision, 0.9),
            Capture("b", 2, Revision, 0.5),
            Capture("c", 2, Revision, 0.8),
            Capture("old", 2, Revision - 1, 0.1)
        );
        await PutAsync(
            StorageLayout.Feedback,
            deployment,
            Outcome("a", 1),
            Outcome("b", 1),
            Outcome("c", 0),
            Outcome("old", 1),
            Outcome("unknown", 1)
        );

        var look = await Activity.RunAsync(Request(deployment, 1) with { Outcomes = true }, default);

        Assert.Equal((1, 1.0), (look.Control.Metrics["outcome"].Count, look.Control.Metrics["outcome"].MeanY()));
        Assert.Equal((2, 0.5), (look.Treated.Metrics["outcome"].Count, look.Treated.Metrics["outcome"].MeanY()));
        Assert.Equal(((1 - 0.25) + (1 - 0.64)) / 2, look.Treated.Metrics["quality"].MeanY(), 5);
    }

    [Fact]
    public async Task Look_OfNumbers_MeasuresErrorsAgainstTheLabelsVariance()
    {
        var deployment = bench.NewName();
        var answers = new ModelAnswers
        {
            Task = TaskKind.Regression,
            Edges = [0, 10],
            Variance = 100,
        };
        await bench.PromoteAsync(Workbench.ClaimOf(deployment, $"{deployment}-first") with { Answers = answers });
        await CountAsync(deployment, Revision, "a", (1, Lane.Live, 2, 0), (2, Lane.Live, 2, 0));
        await PutAsync(StorageLayout.Captures, deployment, Answered("a", 1, "\"values\":[20,30]"), Answered("b", 2, "\"values\":[20]"));
        await PutAsync(StorageLayout.Feedback, deployment, Outcome("a", 10), Outcome("b", 15));

        var look = await Activity.RunAsync(Request(deployment, 1) with { Outcomes = true }, default);

        Assert.Equal((0.0, 0.75), (look.Control.Metrics["quality"].MeanY(), look.Treated.Metrics["quality"].MeanY()));
        Assert.Equal((10.0, 15.0), (look.Control.Metrics["outcome"].MeanY(), look.Treated.Metrics["outcome"].MeanY()));
    }

    [Fact]
    public async Task Look_OfClasses_CountsTheRightOnes()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, Revision, "a", (1, Lane.Live, 2, 0), (2, Lane.Live, 2, 0));
        await PutAsync(
            StorageLayout.Captures,
            deployment,
            Answered("a", 1, "\"classes\":[\"x\"]"),
            Answered("b", 2, "\"classes\":[\"x\"]"),
            Answered("c", 2, "\"classes\":[\"y\"]")
        );
        string Came(string id, string name) =>
            $$"""{"requestId":"{{id}}","row":0,"class":"{{name}}","receivedAt":"{{bench.Time.GetUtcNow():O}}"}""";
        await PutAsync(StorageLayout.Feedback, deployment, Came("a", "x"), Came("b", "y"), Came("c", "y"));

        var look = await Activity.RunAsync(Request(deployment, 1) with { Outcomes = true }, default);

        Assert.Equal((1, 1.0), (look.Control.Metrics["quality"].Count, look.Control.Metrics["quality"].MeanY()));
        Assert.Equal((2, 0.5), (look.Treated.Metrics["quality"].Count, look.Treated.Metrics["quality"].MeanY()));
    }

    [Fact]
    public async Task Look_AddsUpKeys_AndAdjustsByTheirPastAsItWasAtTheFirstLook()
    {
        var deployment = bench.NewName();
        await CountAsync(deployment, Revision, "a", (1, Lane.Live, 2, 0), (2, Lane.Live, 2, 0));
        var began = bench.Time.GetUtcNow();
        // Before the rollout: key 1 did well, key 2 did not. The plan's own requests: key 1 twice, one without a key.
        await PutAsync(
            StorageLayout.Captures,
            deployment,
            Capture("p1", 1, Revision - 1, 0.9, "0001", began.AddMinutes(-30)),
            Capture("p2", 1, Revision - 1, 0.9, "0002", began.AddMinutes(-20)),
            Capture("a", 2, Revision, 0.9, "0001", began),
            Capture("b", 2, Revision, 0.9, "0001", began),
            Capture("c", 2, Revision, 0.9, null, began),
            Capture("d", 2, Revision, 0.9, "0003", began)
        );
        await PutAsync(
            StorageLayout.Feedback,
            deployment,
            Outcome("p1", 1),
            Outcome("p2", 0),
            Outcome("a", 1),
            Outcome("b", 1),
            Outcome("c", 0),
            Outcome("d", 0)
        );
        var request = Request(deployment, 1) with { Outcomes = true, PastFrom = began.AddHours(-1), PastUntil = began };

        var units = (await bench.ReadArms.RunAsync(request, default)).Treated.Units!["outcome"];

        Assert.Equal((3, 2.0 / 3, 4.0 / 3), (units.Rows.Count, units.Rows.MeanY(), units.Rows.MeanX()));
        // Key 1 was half an outcome above the average of one half; the others are taken to be at it.
        Assert.Equal(0.5 / 3, units.Past!.MeanX(), 9);
        // What comes later about the past changes nothing.
        await PutAsync(StorageLayout.Feedback, deployment, "late", [Outcome("p1", 0), Outcome("p2", 1)]);
        Assert.Equal(units.Past, (await bench.ReadArms.RunAsync(request with { Number = 2 }, default)).Treated.Units!["outcome"].Past);
        Assert.Null(
            (await bench.ReadArms.RunAsync(request with { Number = 3, PastFrom = null, PastUntil = null }, default))
                .Treated
                .Units!["outcome"]
                .Past
        );
    }

    private ArmsRequest Request(string deployment, int number) =>
        new()
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
        };

    private Task CountAsync(
        string deployment,
        int revision,
        string process,
        params (int Version, Lane Lane, long Requests, long Errors)[] arms
    )
    {
        var latency = new long[LatencyBuckets.Count];
        var bucket = LatencyBuckets.Of(TimeSpan.FromMilliseconds(8));
        var counts = new ServedCounts
        {
            Deployment = deployment,
            Revision = revision,
            Replica = process,
            Process = process,
            AppliedAt = bench.Time.GetUtcNow(),
            WrittenAt = bench.Time.GetUtcNow(),
            Arms =
            [
                .. arms.Select(arm => new ArmCounts
                {
                    Version = arm.Version,
                    Model = Digest.Of([(byte)arm.Version]),
                    Lane = arm.Lane,
                    Requests = arm.Requests,
                    Errors = arm.Errors,
                    Latency = [.. latency.Select((_, index) => index == bucket ? arm.Requests : 0)],
                    Predictions = [arm.Requests, .. new long[ArmCounts.PredictionBins - 1]],
                }),
            ],
        };
        return bench.Storage.Documents.CreateAsync(
            StorageLayout.Counts,
            StorageLayout.CountsDocument(deployment, revision, process, 1),
            counts
        );
    }

    private Task PutAsync(string container, string deployment, params string[] lines) => PutAsync(container, deployment, "a-1", lines);

    private async Task PutAsync(string container, string deployment, string blob, string[] lines)
    {
        var hour = bench.Time.GetUtcNow().UtcDateTime.ToString("yyyy'/'MM'/'dd'/'HH", System.Globalization.CultureInfo.InvariantCulture);
        await bench
            .Storage.Blobs.GetBlobContainerClient(container)
            .GetBlobClient($"{deployment}/{hour}/{blob}.ndjson")
            .UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));
    }

    private string Capture(string id, int version, int revision, double probability) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"requestId":"{{id}}","at":"{{bench.Time.GetUtcNow():O}}","version":{{version}},"planRevision":{{revision}},"lane":"live","rows":1,"probabilities":[{{probability}}]}"""
        );

    private static string Capture(string id, int version, int revision, double probability, string? key, DateTimeOffset at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"requestId":"{{id}}","at":"{{at:O}}","version":{{version}},"planRevision":{{revision}},"lane":"live","keyHash":{{(key is null ? "null" : $"\"{key}\"")}},"rows":1,"probabilities":[{{probability}}]}"""
        );

    private string Answered(string id, int version, string answers) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"requestId":"{{id}}","at":"{{bench.Time.GetUtcNow():O}}","version":{{version}},"planRevision":{{Revision}},"lane":"live","rows":1,{{answers}}}"""
        );

    private string Outcome(string id, int label) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"requestId":"{{id}}","row":0,"label":{{label}},"receivedAt":"{{bench.Time.GetUtcNow():O}}"}"""
        );
}
