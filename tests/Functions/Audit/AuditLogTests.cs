using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Tests.Functions.Audit;

[Collection(StorageCollection.Name)]
public sealed partial class AuditLogTests(Workbench bench)
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
        // A run that is not there is told besides.
        var problems = (member, value) is ("runId", not null) ? 2 : 1;
        Assert.StartsWith(StorageLayout.AuditEntry(_pipeline, 2), await ProblemAsync(1, problems), StringComparison.Ordinal);
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
        Assert.Contains("moved here", await ProblemAsync(1, of: 2), StringComparison.Ordinal);
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
        Assert.Contains(StorageLayout.AuditEntry(_pipeline, 4), await ProblemAsync(3, of: 3), StringComparison.Ordinal);
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
}
