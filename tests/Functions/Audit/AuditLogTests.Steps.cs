using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Tests.Functions.Audit;

public sealed partial class AuditLogTests
{
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
            TrafficPlan plan = new()
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
            };
            await new TrafficPlans(bench.Storage.Documents).ChangeAsync(_pipeline, change, _ => plan);
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

    private async Task<string> ProblemAsync(int whole, int of = 1)
    {
        var report = await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(_pipeline);
        Assert.Equal(whole, report.Entries);
        Assert.Equal(of, report.Problems.Count);
        return report.Problems[0];
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
