using System.Globalization;
using System.Text;
using ServerlessML.Contracts.Monitoring;
using ServerlessML.Functions.Rollout;
using ServerlessML.Ml.Data;

namespace ServerlessML.Tests.Functions.Rollout;

/// <summary>Looks that read what came since the one before know as much as one that reads it all.</summary>
[Collection(StorageCollection.Name)]
public sealed class OutcomeLedgerTests(Workbench bench)
{
    private const int Revision = 4;

    private int _blobs;

    private OutcomeLedger Ledger => new(bench.Storage, new(bench.Storage, bench.Time));

    [Fact]
    public async Task Look_DoesNotReadAgain_WhatAnEarlierOneRead()
    {
        var deployment = bench.NewName();
        var capture = await CaptureAsync(deployment, ("a", 0.9), ("b", 0.4));
        var feedback = await FeedBackAsync(deployment, ("a", 1));
        Assert.Equal(1, (await ReadAsync(deployment, 1)).Joined);
        await bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Captures).DeleteBlobAsync(capture);
        await bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Feedback).DeleteBlobAsync(feedback);
        await CaptureAsync(deployment, ("c", 0.2));
        await FeedBackAsync(deployment, ("b", 0), ("c", 1));

        var report = await ReadAsync(deployment, 2);

        Assert.Equal(3, report.Joined);
        Assert.Equal([0.9f, 0.4f, 0.2f], Assert.Single(report.Versions).Probabilities);
        Assert.Equal(["k-a", "k-b", "k-c"], Assert.Single(report.Versions).Units);
    }

    [Fact]
    public async Task Looks_OneByOne_KnowWhatOneLookKnows()
    {
        var deployment = bench.NewName();
        var random = new Random(71);
        for (var look = 1; look <= 15; look++)
        {
            await CaptureAsync(deployment, ($"r-{look}", random.NextDouble()), ($"other-{look}", -1));
            // Outcomes come late, are corrected, and are of requests that nobody captured.
            await FeedBackAsync(
                deployment,
                ($"r-{random.Next(1, look + 1)}", random.Next(2)),
                ($"r-{random.Next(1, look + 1)}", random.Next(2)),
                ("nobody", 1)
            );
            bench.Time.Advance(TimeSpan.FromSeconds(10));
            await ReadAsync(deployment, look);
        }

        var (steps, whole) = (await ReadAsync(deployment, 16), await ReadAsync(deployment, 0));
        Assert.Equal(CanonicalJson.DigestOf(whole), CanonicalJson.DigestOf(steps));
        Assert.InRange(steps.Joined, 5, 15);
    }

    [Fact]
    public async Task Look_TriedAgainAfterItsPartWasWritten_MissesNothing_AndDoublesNothing()
    {
        var deployment = bench.NewName();
        await CaptureAsync(deployment, ("a", 0.9));
        await FeedBackAsync(deployment, ("a", 1));
        await Task.WhenAll(ReadAsync(deployment, 1), ReadAsync(deployment, 1));
        await CaptureAsync(deployment, ("b", 0.5));
        await FeedBackAsync(deployment, ("b", 1));
        // What came between the two tries is no part of the first one's, and is read by whoever comes next.
        Assert.Equal(2, (await ReadAsync(deployment, 1)).Joined);
        Assert.Equal(2, (await ReadAsync(deployment, 2)).Joined);
        Assert.Equal(2, (await ReadAsync(deployment, 3)).Joined);
    }

    [Fact]
    public async Task Look_OfAnotherPlan_BeginsAnew()
    {
        var deployment = bench.NewName();
        await CaptureAsync(deployment, ("a", 0.9), ("other", -1));
        await FeedBackAsync(deployment, ("a", 1), ("other", 1));
        await ReadAsync(deployment, 1);
        Assert.Equal(["k-other"], Assert.Single((await ReadAsync(deployment, 2, Revision + 1)).Versions).Units);
    }

    [Fact]
    public async Task Retention_TakesWhatIsOldAndUnread_AndNothingElse()
    {
        var (old, ramping) = (bench.NewName(), bench.NewName());
        await bench.PromoteAsync(ramping, "first");
        var claim = await bench.ClaimAsync(Workbench.ClaimOf(ramping, "second", champion: 1));
        var current = (await bench.Plans.FindAsync(ramping))!.Revision;
        foreach (
            var (deployment, run, revision) in new[]
            {
                (old, "gone", Revision),
                (ramping, "second", current),
                (ramping, "first", current + 1),
            }
        )
        {
            await CaptureAsync(deployment, ("a", 0.9));
            await FeedBackAsync(deployment, ("a", 1));
            using var copies = await Ledger.ReadAsync(deployment, revision, 1, bench.Time.GetUtcNow() - TimeSpan.FromMinutes(10), default);
            await bench.Storage.Documents.CreateAsync(
                StorageLayout.Deployments,
                StorageLayout.RolloutCovariates(deployment, run),
                KeyCovariates.Of(default, default, new Dictionary<string, KeyCovariate>(), 1)
            );
        }

        var lines = (await PartAsync(old, Revision))!;
        // Storage stamps its own time on blobs.
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        OutcomeRetention retention = new(bench.Storage, bench.Plans, bench.Models, clock);
        Assert.Equal(0, await retention.RemoveAsync(TimeSpan.FromDays(30), default));
        clock.Advance(TimeSpan.FromDays(31));
        await retention.RemoveAsync(TimeSpan.FromDays(30), default);

        Assert.NotNull(claim.Version);
        Assert.Null(await PartAsync(old, Revision));
        Assert.Equal(
            (false, false),
            (await bench.Storage.Content.ExistsAsync(lines.Captures!.Value), await bench.Storage.Content.ExistsAsync(lines.Feedback!.Value))
        );
        Assert.Equal((true, false), (await PartAsync(ramping, current) is not null, await PartAsync(ramping, current + 1) is not null));
        Assert.Equal(
            (false, true, false),
            (await HistoryAsync(old, "gone"), await HistoryAsync(ramping, "second"), await HistoryAsync(ramping, "first"))
        );
        Assert.Equal(0, await retention.RemoveAsync(TimeSpan.FromDays(30), default));
    }

    [Fact]
    public void History_OfTooManyKeys_NamesThoseWithTheMostRows_AndAddsUpTheOthers()
    {
        var keys = Enumerable
            .Range(1, 5)
            .ToDictionary(
                key => $"k{key}",
                key => new KeyCovariate
                {
                    Rows = key,
                    Outcome = 10 * key,
                    Quality = 100 * key,
                }
            );
        var history = KeyCovariates.Of(default, default, keys, 2);
        Assert.Equal(["k4", "k5"], history.Keys.Keys);
        Assert.Equal(
            new KeyCovariate
            {
                Rows = 6,
                Outcome = 60,
                Quality = 600,
            },
            history.Others
        );
        var all = KeyCovariates.Of(default, default, keys, 5);
        Assert.Equal((5, null), (all.Keys.Count, all.Others));
        Assert.DoesNotContain(
            "others",
            System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(all)),
            StringComparison.OrdinalIgnoreCase
        );
    }

    private async Task<MergedOutcomes?> PartAsync(string deployment, int revision) =>
        (
            await bench.Storage.Documents.ReadAsync<MergedOutcomes>(
                StorageLayout.Deployments,
                StorageLayout.MergedOutcomes(deployment, revision, 1)
            )
        )?.Value;

    private Task<bool> HistoryAsync(string deployment, string run) =>
        bench.Storage.Documents.ExistsAsync(StorageLayout.Deployments, StorageLayout.RolloutCovariates(deployment, run));

    private async Task<OutcomeReport> ReadAsync(string deployment, int look, int revision = Revision)
    {
        using var copies = await Ledger.ReadAsync(deployment, revision, look, bench.Time.GetUtcNow() - TimeSpan.FromMinutes(10), default);
        return OutcomeJoin.Read(copies.Captures, copies.Feedback, revision: revision);
    }

    /// <summary>A negative probability is one of half, under the next plan.</summary>
    private Task<string> CaptureAsync(string deployment, params (string Id, double Probability)[] lines) =>
        PutAsync(
            StorageLayout.Captures,
            deployment,
            lines.Select(line =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"requestId":"{{line.Id}}","at":"{{bench.Time.GetUtcNow():O}}","version":2,"planRevision":{{(line.Probability < 0 ? Revision + 1 : Revision)}},"lane":"live","keyHash":"k-{{line.Id}}","rows":1,"inputs":{"x":["much"]},"probabilities":[{{Math.Max(line.Probability, 0)}}],"latencyMs":1}"""
                )
            )
        );

    private Task<string> FeedBackAsync(string deployment, params (string Id, int Label)[] lines) =>
        PutAsync(
            StorageLayout.Feedback,
            deployment,
            lines.Select(line =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"requestId":"{{line.Id}}","row":0,"label":{{line.Label}},"receivedAt":"{{bench.Time.GetUtcNow():O}}"}"""
                )
            )
        );

    private async Task<string> PutAsync(string container, string deployment, IEnumerable<string> lines)
    {
        var name =
            $"{deployment}/{bench.Time.GetUtcNow().UtcDateTime.ToString("yyyy'/'MM'/'dd'/'HH", CultureInfo.InvariantCulture)}/a-{++_blobs:D4}.ndjson";
        await bench
            .Storage.Blobs.GetBlobContainerClient(container)
            .GetBlobClient(name)
            .UploadAsync(new BinaryData(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));
        return name;
    }
}
