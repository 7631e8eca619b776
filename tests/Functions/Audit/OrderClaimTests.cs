using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Storage;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions.Audit;

/// <summary>What people told rollouts is in the log and in their runs' manifests, or in neither.</summary>
[Collection(StorageCollection.Name)]
public sealed class OrderClaimTests(Workbench bench)
{
    private readonly string _pipeline = bench.NewName();

    private string Run => $"{_pipeline}-0123456789abcdef";

    private AuditLog Log => new(bench.Storage.Documents, bench.Time);

    [Fact]
    public async Task Verify_EachWordThatARolloutTook_Holds()
    {
        await OpenAsync();
        foreach (var word in Enum.GetValues<RolloutCommandKind>())
        {
            await SayAsync(word, $"id-{word}");
            await SayAsync(word, $"id-{word}");
        }

        // From before words were in the log: by their time.
        await bench.Manifests.ChangeAsync(Run, manifest => RunManifests.WithStep(
                manifest,
                new()
                {
                    Key = "order-SKIP-20261101120000000",
                    Stage = Stage.Rollout,
                    What = "SKIP by ada@local: seen enough",
                    At = bench.Time.GetUtcNow(),
                }
            ));
        bench.Time.Advance(AuditVerifier.Between * 2);
        var report = await VerifyAsync();
        Assert.Empty(report.Problems);
        Assert.Equal(4, report.Entries);
    }

    [Theory]
    [InlineData("abort", "mallory@local", "id-Abort")]
    [InlineData("skip", "mallory@local", "made-up")]
    public async Task Verify_AWordThatNoRolloutTook_IsFound(string action, string who, string id)
    {
        await OpenAsync();
        await SayAsync(RolloutCommandKind.Pause, "id-Pause");
        await Log.AppendAsync(
            new()
            {
                Pipeline = _pipeline,
                Key = $"{Run}:order:{id}",
                Action = action,
                Who = who,
                RunId = Run,
                At = bench.Time.GetUtcNow(),
            }
        );
        bench.Time.Advance(AuditVerifier.Between * 2);
        Assert.Contains($"'{action}' by {who}", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AWordOfSomebodyElse_IsFound()
    {
        await OpenAsync();
        await bench.Manifests.ChangeAsync(Run, manifest => RunManifests.WithStep(
                manifest,
                new()
                {
                    Key = "order-SKIP-id-Skip",
                    Stage = Stage.Rollout,
                    What = "SKIP by ada@local: seen enough",
                    At = bench.Time.GetUtcNow(),
                }
            ));
        bench.Time.Advance(AuditVerifier.Between * 2);
        Assert.Contains("has 'SKIP by ada@local: seen enough'", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
        await Log.AppendAsync(
            new()
            {
                Pipeline = _pipeline,
                Key = $"{Run}:order:id-Skip",
                Action = "skip",
                Who = "bob@local",
                RunId = Run,
                At = bench.Time.GetUtcNow(),
            }
        );
        bench.Time.Advance(AuditVerifier.Between * 2);
        Assert.Contains("but the manifest", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
    }

    private Task<AuditReport> VerifyAsync() => new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(_pipeline);

    private Task OpenAsync() =>
        bench.Manifests.OpenAsync(
            new()
            {
                RunId = Run,
                Pipeline = _pipeline,
                Batch = "b",
                StartedBy = "eve@local",
                StartedAt = bench.Time.GetUtcNow(),
                CodeVersion = "1",
                Definition = Digest.Of([1]),
                Dataset = Digest.Of([2]),
            }
        );

    private Task SayAsync(RolloutCommandKind word, string id) =>
        new NoteOnRun(bench.Manifests, Log).RunAsync(
            new()
            {
                RunId = Run,
                Key = $"order-{word.ToString().ToUpperInvariant()}-{id}",
                Stage = Stage.Rollout,
                What = $"{word.ToString().ToUpperInvariant()} by ada@local: seen enough",
                At = bench.Time.GetUtcNow(),
                Order = new()
                {
                    Order = word,
                    By = "ada@local",
                    Reason = "seen enough",
                    Id = id,
                    At = bench.Time.GetUtcNow(),
                },
            },
            default
        );
}
