using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Tests.Functions.Audit;

[Collection(StorageCollection.Name)]
public sealed class AuditLogTests(Workbench bench)
{
    private readonly string _pipeline = bench.NewName();

    private AuditLog Log => new(bench.Storage.Documents, bench.Time);

    [Fact]
    public async Task Append_TheSameKeyAgain_IsOnce()
    {
        var first = await AppendAsync("a");
        await AppendAsync("b");
        Assert.Equal(first.Hash, (await AppendAsync("a")).Hash);
        Assert.Equal(["a", "b"], (await Log.ReadAsync(_pipeline, 0, 10)).Select(entry => entry.Key));
        await HoldsAsync(2);
    }

    [Fact]
    public async Task Append_AgainAfterOthersOfLaterTimes_IsOnce()
    {
        var happened = bench.Time.GetUtcNow();
        bench.Time.Advance(TimeSpan.FromHours(3));
        await AppendAsync("late", happened);
        bench.Time.Advance(TimeSpan.FromHours(3));
        await AppendAsync("next");
        await AppendAsync("late", happened);
        await HoldsAsync(2);
    }

    [Fact]
    public async Task Append_ManyWritersAtOnce_NeverForksTheChain()
    {
        AuditLog[] writers = [Log, Log, Log];
        await Task.WhenAll(Enumerable.Range(0, 24).Select(index => AppendAsync($"{index / 2}", log: writers[index % 3])));
        await HoldsAsync(12);
        Assert.Equal(12, await Log.EndAsync(_pipeline));
    }

    [Theory]
    [InlineData("who", "\"mallory@local\"")]
    [InlineData("role", "\"operator\"")]
    [InlineData("action", "\"reject\"")]
    [InlineData("at", "\"2001-01-01T00:00:00+00:00\"")]
    [InlineData("written", "\"2001-01-01T00:00:00+00:00\"")]
    [InlineData("runId", "\"another\"")]
    [InlineData("evidence", "\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("comment", "\"never said\"")]
    [InlineData("key", "\"x\"")]
    [InlineData("previous", "\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("hash", "\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("sequence", "3")]
    [InlineData("pipeline", "\"other\"")]
    [InlineData("added", "1")]
    [InlineData("hash", null)]
    [InlineData("comment", null)]
    public async Task Verify_AnyMemberOfAnEntryChanged_NamesTheEntry(string member, string? value)
    {
        await FiveAsync();
        await ChangeAsync(2, entry =>
        {
            entry.Remove(member);
            if (value is not null)
            {
                entry[member] = JsonNode.Parse(value);
            }
        });
        Assert.StartsWith(StorageLayout.AuditEntry(_pipeline, 2), await ProblemAsync(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AnEntryWithItsHashMadeAnew_IsFoundAtTheNext()
    {
        await FiveAsync();
        var entry = (await Log.ReadAsync(_pipeline, 1, 1))[0];
        await WriteAsync(2, CanonicalJson.Serialize((entry with { Who = "mallory@local" }).Sealed()));
        Assert.Contains($"{StorageLayout.AuditEntry(_pipeline, 3)}: it does not follow", await ProblemAsync(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Verify_AnEntryRemoved_IsFound(int sequence)
    {
        await FiveAsync();
        await Blob(sequence).DeleteAsync();
        Assert.Contains(
            $"{StorageLayout.AuditEntry(_pipeline, sequence)} is missing",
            await ProblemAsync(sequence - 1),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Verify_TwoEntriesExchanged_IsFound()
    {
        await FiveAsync();
        var (second, third) = (await BytesAsync(2), await BytesAsync(3));
        await WriteAsync(2, third);
        await WriteAsync(3, second);
        Assert.Contains("moved here", await ProblemAsync(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AnEntryPutBetween_IsFound()
    {
        await FiveAsync();
        for (var sequence = 5; sequence >= 3; sequence--)
        {
            await WriteAsync(sequence + 1, await BytesAsync(sequence));
        }

        var second = (await Log.ReadAsync(_pipeline, 1, 1))[0];
        await WriteAsync(3, CanonicalJson.Serialize((second with { Sequence = 3, Key = "put between", Previous = second.Hash }).Sealed()));
        Assert.Contains(StorageLayout.AuditEntry(_pipeline, 4), await ProblemAsync(3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_BytesThatMeanTheSame_AreFoundAllTheSame()
    {
        await FiveAsync();
        await WriteAsync(
            4,
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(await BytesAsync(4)).Replace("\":", "\": ", StringComparison.Ordinal))
        );
        Assert.Contains("not in canonical form", await ProblemAsync(3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_TheEndCutOff_IsToldByTheRunsManifest()
    {
        var run = await DecidedAsync();
        await Blob(2).DeleteAsync();
        Assert.Contains($"run {run} has 'reject' by bob@local", await ProblemAsync(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AllWrittenAnew_IsToldByTheRunsManifest()
    {
        var run = await DecidedAsync();
        var entries = await Log.ReadAsync(_pipeline, 0, 10);
        var first = (entries[0] with { Who = "mallory@local" }).Sealed();
        await WriteAsync(1, CanonicalJson.Serialize(first));
        await WriteAsync(2, CanonicalJson.Serialize((entries[1] with { Previous = first.Hash }).Sealed()));
        var report = await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(_pipeline);
        Assert.Equal(2, report.Problems.Count);
        Assert.All(report.Problems, problem => Assert.Contains($"run {run}", problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_ADecisionThatTheRunDoesNotKnow_IsFound()
    {
        var run = await DecidedAsync();
        await Log.AppendAsync(Event("forged", bench.Time.GetUtcNow()) with { RunId = run });
        // At first the run may not have come to it.
        await HoldsAsync(3);
        bench.Time.Advance(AuditVerifier.Between);
        Assert.Contains("does not have", await ProblemAsync(3), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("promote")]
    [InlineData("restore")]
    [InlineData("rollback")]
    [InlineData("cancel")]
    public async Task Verify_AnEndCutOffThatHeldOnlyARelease_IsToldByThePlans(string action)
    {
        var run = await DecidedAsync();
        await ReleasedAsync(run, action);
        await HoldsAsync(3);

        await Blob(3).DeleteAsync();
        bench.Time.Advance(AuditVerifier.Between);

        Assert.EndsWith("the log does not have", await ProblemAsync(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_OntoADamagedEnd_IsRefused()
    {
        await FiveAsync();
        await WriteAsync(5, "{"u8.ToArray());
        await Assert.ThrowsAsync<InvalidDataException>(() => AppendAsync("next"));
    }

    // Two people's decisions by way of the activity, each tried twice.
    private async Task<string> DecidedAsync()
    {
        var run = $"{_pipeline}-0123456789abcdef";
        var manifests = new RunManifests(bench.Storage.Documents);
        var now = bench.Time.GetUtcNow();
        await manifests.OpenAsync(
            new()
            {
                RunId = run,
                Pipeline = _pipeline,
                Batch = "b",
                StartedBy = "eve",
                StartedAt = now,
                CodeVersion = "1",
                Definition = Digest.Of([1]),
                Dataset = Digest.Of([2]),
            }
        );
        foreach (
            var (person, approved) in ((string, bool)[])
                [("ann@local", true), ("ann@local", true), ("bob@local", false), ("bob@local", false)]
        )
        {
            var decision = new ApprovalDecision
            {
                Evidence = Digest.Of([3]),
                Approved = approved,
                By = person,
                Role = Role.Approver,
                Roles = [Role.Approver],
                Comment = "because",
                At = now,
            };
            await new RecordDecision(manifests, Log).RunAsync(new() { RunId = run, Decision = decision }, default);
        }

        Assert.Equal(2, (await manifests.GetAsync(run)).Decisions.Count);
        await HoldsAsync(2);
        return run;
    }

    private async Task ReleasedAsync(string run, string action)
    {
        var change = action == "rollback" ? "rollback:key" : $"{run}:{action}";
        var state =
            action == "promote" ? RunState.Completed
            : action == "cancel" ? RunState.Cancelled
            : RunState.Rejected;
        await new RunManifests(bench.Storage.Documents).ChangeAsync(run, manifest =>
            manifest with
            {
                State = state,
                Outcome = "ended",
                EndedAt = bench.Time.GetUtcNow(),
            }
        );
        if (action != "cancel")
        {
            await new TrafficPlans(bench.Storage.Documents).ChangeAsync(_pipeline, change, _ => new()
                {
                    Deployment = _pipeline,
                    Revision = 0,
                    Salt = "",
                    By = run,
                    Reason = "released",
                    ChangeId = change,
                    UpdatedAt = bench.Time.GetUtcNow(),
                    Arms =
                    [
                        new()
                        {
                            Version = 1,
                            Model = Digest.Of([3]),
                            Weight = TrafficPlan.WholeWeight,
                        },
                    ],
                });
        }

        await Log.AppendAsync(
            Event(action == "rollback" ? $"{_pipeline}:{change}" : change, bench.Time.GetUtcNow()) with
            {
                Action = action,
                RunId = run,
            }
        );
    }

    private async Task FiveAsync()
    {
        foreach (var key in (string[])["a", "b", "c", "d", "e"])
        {
            await AppendAsync(key);
        }

        await HoldsAsync(5);
    }

    private Task<AuditEntry> AppendAsync(string key, DateTimeOffset? at = null, AuditLog? log = null) =>
        (log ?? Log).AppendAsync(Event(key, at ?? bench.Time.GetUtcNow()));

    private AuditEvent Event(string key, DateTimeOffset at) =>
        new()
        {
            Pipeline = _pipeline,
            Key = key,
            Action = "approve",
            Who = "ann@local",
            Role = "approver",
            RunId = "run",
            Evidence = Digest.Of([1]),
            Comment = "because",
            At = at,
        };

    private async Task HoldsAsync(int entries)
    {
        var report = await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(_pipeline);
        Assert.Empty(report.Problems);
        Assert.Equal(entries, report.Entries);
    }

    private async Task<string> ProblemAsync(int whole)
    {
        var report = await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(_pipeline);
        Assert.Equal(whole, report.Entries);
        return Assert.Single(report.Problems);
    }

    private BlobClient Blob(int sequence) =>
        bench.Storage.Blobs.GetBlobContainerClient(StorageLayout.Audit).GetBlobClient(StorageLayout.AuditEntry(_pipeline, sequence));

    private async Task<byte[]> BytesAsync(int sequence) => (await Blob(sequence).DownloadContentAsync()).Value.Content.ToArray();

    private Task WriteAsync(int sequence, byte[] bytes) => Blob(sequence).UploadAsync(BinaryData.FromBytes(bytes), overwrite: true);

    private async Task ChangeAsync(int sequence, Action<JsonObject> change)
    {
        var entry = JsonNode.Parse(await BytesAsync(sequence))!.AsObject();
        change(entry);
        await WriteAsync(sequence, CanonicalJson.Serialize(entry));
    }
}
