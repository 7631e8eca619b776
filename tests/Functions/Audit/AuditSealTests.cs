using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Functions.Audit;

/// <summary>Whoever can write into the storage account can copy an entry's form, and not its seal.</summary>
[Collection(StorageCollection.Name)]
public sealed class AuditSealTests(Workbench bench)
{
    private readonly string _pipeline = bench.NewName();
    private readonly AuditSeal _seal = AuditSeal.Of(Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)));

    [Fact]
    public async Task Verify_EntriesForgedAtTheEnd_NamesEach()
    {
        await AppendAsync(_seal, "a");
        var last = await AppendAsync(_seal, "b");
        foreach (var (action, who) in new[] { ("rollback", "boss@local"), ("approve", "boss@local"), ("promote", "serverlessml") })
        {
            last = (
                last with
                {
                    Sequence = last.Sequence + 1,
                    Previous = last.Hash,
                    Action = action,
                    Who = who,
                    Key = $"forged:{action}",
                    RunId = action == "approve" ? $"{_pipeline}-0000" : null,
                    Seal = null,
                }
            ).Sealed();
            await WriteAsync(last);
        }

        var report = await VerifyAsync(_seal);

        Assert.Equal(2, report.Entries);
        Assert.Equal(
            [
                .. Enumerable
                    .Range(3, 3)
                    .Select(entry =>
                        $"{StorageLayout.AuditEntry(_pipeline, entry)}: it has no seal, though the log is sealed since entry 1: another "
                        + "program wrote it"
                    ),
            ],
            report.Problems.Take(3)
        );
        Assert.Contains(report.Problems, problem => problem.Contains($"about the run {_pipeline}-0000, which has no manifest"));
        Assert.Equal(2, report.Problems.Count(problem => problem.EndsWith("which no revision of the traffic plan has")));
        Assert.Empty(report.Unchecked);
    }

    [Fact]
    public async Task Verify_EntrySealedWithAnotherKey_NamesIt()
    {
        await AppendAsync(_seal, "a");
        await AppendAsync(AuditSeal.Of(Convert.ToBase64String(new byte[32])), "b");
        Assert.Equal(
            $"{StorageLayout.AuditEntry(_pipeline, 2)}: its seal is not this system's: another program wrote it, or another key",
            Assert.Single((await VerifyAsync(_seal)).Problems)
        );
    }

    [Fact]
    public async Task Verify_BrokenEntry_DoesNotHideWhatIsBehindIt()
    {
        foreach (var key in (string[])["a", "b", "c", "d"])
        {
            await AppendAsync(_seal, key);
        }

        var entries = await new AuditLog(bench.Storage.Documents, bench.Time).ReadAsync(_pipeline, 0, 4);
        await WriteAsync(entries[0] with { Who = "mallory@local" });
        await WriteAsync(entries[2] with { Comment = "never said" });
        Assert.Equal(
            [StorageLayout.AuditEntry(_pipeline, 1), StorageLayout.AuditEntry(_pipeline, 3)],
            (await VerifyAsync(_seal)).Problems.Select(problem => problem.Split(':')[0])
        );
    }

    [Fact]
    public async Task Verify_WithoutTheKey_SaysWhatItCouldNotCheck()
    {
        await AppendAsync(_seal, "a");
        var report = await VerifyAsync(AuditSeal.None);
        Assert.Empty(report.Problems);
        Assert.StartsWith("whether this system wrote the entries", Assert.Single(report.Unchecked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_EntriesFromBeforeTheKey_SaysWhichItCouldNotCheck()
    {
        await AppendAsync(AuditSeal.None, "a");
        await AppendAsync(_seal, "b");
        var report = await VerifyAsync(_seal);
        Assert.Empty(report.Problems);
        Assert.StartsWith("whether this system wrote entries 1 to 1", Assert.Single(report.Unchecked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_DefinitionThatTheLogDoesNotTellOf_IsFound()
    {
        await AppendAsync(_seal, "put", ApprovalAction.Define);
        await bench.Storage.Documents.CreateAsync(StorageLayout.Pipelines, StorageLayout.Pipeline(_pipeline), Definition);
        Assert.StartsWith(
            "the pipeline's definition is sha256:",
            Assert.Single((await VerifyAsync(_seal)).Problems),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("short")]
    [InlineData("not base64 at all, whatever it may look like to you")]
    public void Of_NoKey_SaysHowToMakeOne(string text) =>
        Assert.Contains(
            "openssl rand",
            Assert.Throws<InvalidOperationException>(() => AuditSeal.Of(text)).Message,
            StringComparison.Ordinal
        );

    // Until the vault has the key, the platform leaves the reference to it: no key, and no reason not to start.
    [Fact]
    public void From_AReferenceThatIsNotResolved_HasNoKey()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(AuditSeal.KeySetting, "@Microsoft.KeyVault(VaultName=kv;SecretName=audit-key)")])
            .Build();

        Assert.False(AuditSeal.From(configuration).HasKey);
    }

    // A timer tells of changes whose host was killed; whoever can write into storage must not have it tell, and seal, what nobody did.
    [Fact]
    public async Task Tell_AChangeThatAnotherProgramPutThere_IsNotSealed()
    {
        var log = new AuditLog(bench.Storage.Documents, bench.Time, _seal);
        var changes = new DefinitionChange(bench.Pipelines, bench.Storage.Content, log, bench.Time);
        await changes.PutAsync(Parsed, Text, null, new("ann@local", [Role.Operator]), default);
        var (_, mark) = await bench.Pipelines.MarkAsync(_pipeline);
        var told = await bench.Storage.Content.GetJsonAsync<AuditEvent>(mark!.Value);
        AuditEvent[] forged =
        [
            told with
            {
                Key = "forged:1",
                Who = "boss@local",
            },
            told with
            {
                Key = "forged:2",
                Action = "approve",
                Seal = null,
            },
            told,
        ];
        foreach (var what in forged)
        {
            await bench.Pipelines.PutAsync(Parsed, Text, null, change: await bench.Storage.Content.PutJsonAsync(what));
            // Another host: this one remembers what it has told.
            var another = new AuditLog(bench.Storage.Documents, bench.Time, _seal);
            await new DefinitionChange(bench.Pipelines, bench.Storage.Content, another, bench.Time).TellAsync(_pipeline, default);
        }

        Assert.Equal(["ann@local define"], (await log.ReadAsync(_pipeline, 0, 9)).Select(entry => $"{entry.Who} {entry.Action}"));
        foreach (var odd in new[] { Digest.Of("gone"u8), await bench.Storage.Content.PutAsync("{}"u8.ToArray()) })
        {
            await bench.Pipelines.PutAsync(Parsed, Text, null, change: odd);
            await changes.TellAsync(_pipeline, default);
            Assert.Empty((await VerifyAsync(_seal)).Problems);
        }

        // One that was promised with the key, and whose writer was killed.
        var promised = log.Promise(told with { Key = "another", Who = "eve@local" });
        await bench.Pipelines.PutAsync(Parsed, Text, null, change: await bench.Storage.Content.PutJsonAsync(promised));
        await changes.TellAsync(_pipeline, default);
        Assert.Equal("eve@local", (await log.ReadAsync(_pipeline, 1, 9)).Single().Who);
    }

    private string Text => System.Text.Json.JsonSerializer.Serialize(Definition);

    private PipelineDefinition Parsed => PipelineYaml.Parse(Text);

    // JSON is YAML.
    private object Definition =>
        new
        {
            name = _pipeline,
            data = new { columns = new { x = new { type = "number" } }, label = new { name = "y", values = (int[])[0, 1] } },
        };

    private Task<AuditReport> VerifyAsync(AuditSeal seal) =>
        new AuditVerifier(bench.Storage.Documents, bench.Time, seal).VerifyAsync(_pipeline);

    private Task<AuditEntry> AppendAsync(AuditSeal seal, string key, string action = "remind") =>
        new AuditLog(bench.Storage.Documents, bench.Time, seal).AppendAsync(
            new()
            {
                Pipeline = _pipeline,
                Key = key,
                Action = action,
                Who = "ann@local",
                Evidence = Digest.Of([1]),
                At = bench.Time.GetUtcNow(),
            }
        );

    private Task WriteAsync(AuditEntry entry) =>
        bench
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Audit)
            .GetBlobClient(StorageLayout.AuditEntry(_pipeline, entry.Sequence))
            .UploadAsync(BinaryData.FromBytes(CanonicalJson.Serialize(entry)), overwrite: true);
}
