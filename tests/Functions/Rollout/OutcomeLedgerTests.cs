using System.Globalization;
using System.Text;
using ServerlessML.Contracts;
using ServerlessML.Functions.Rollout;
using ServerlessML.Ml.Data;

namespace ServerlessML.Tests.Functions.Rollout;

/// <summary>Looks that read what came since the one before know as much as one that reads it all.</summary>
[Collection(StorageCollection.Name)]
public sealed class OutcomeLedgerTests(Workbench bench)
{
    private const int Revision = 4;

    private int blobs;

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
            await FeedBackAsync(deployment, ($"r-{random.Next(1, look + 1)}", random.Next(2)), ($"r-{random.Next(1, look + 1)}", random.Next(2)), ("nobody", 1));
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

    private async Task<OutcomeReport> ReadAsync(string deployment, int look, int revision = Revision)
    {
        using var copies = await Ledger.ReadAsync(deployment, revision, look, bench.Time.GetUtcNow() - TimeSpan.FromMinutes(10), default);
        return OutcomeJoin.Read(copies.Captures, copies.Feedback, revision: revision);
    }

    /// <summary>A negative probability is one of half, under the next plan.</summary>
    private Task<string> CaptureAsync(string deployment, params (string Id, double Probability)[] lines) => PutAsync(StorageLayout.Captures, deployment, lines.Select(line =>
        string.Create(CultureInfo.InvariantCulture,
            $$"""{"requestId":"{{line.Id}}","at":"{{bench.Time.GetUtcNow():O}}","version":2,"planRevision":{{(line.Probability < 0 ? Revision + 1 : Revision)}},"lane":"live","keyHash":"k-{{line.Id}}","rows":1,"inputs":{"x":["much"]},"probabilities":[{{Math.Max(line.Probability, 0)}}],"latencyMs":1}""")));

    private Task<string> FeedBackAsync(string deployment, params (string Id, int Label)[] lines) => PutAsync(StorageLayout.Feedback, deployment, lines.Select(line =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"requestId":"{{line.Id}}","row":0,"label":{{line.Label}},"receivedAt":"{{bench.Time.GetUtcNow():O}}"}""")));

    private async Task<string> PutAsync(string container, string deployment, IEnumerable<string> lines)
    {
        var name = $"{deployment}/{bench.Time.GetUtcNow().UtcDateTime.ToString("yyyy'/'MM'/'dd'/'HH", CultureInfo.InvariantCulture)}/a-{++blobs:D4}.ndjson";
        await bench.Storage.Blobs.GetBlobContainerClient(container).GetBlobClient(name).UploadAsync(new BinaryData(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));
        return name;
    }
}
