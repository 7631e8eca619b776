using ServerlessML.Contracts;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Audit;
using ServerlessML.LocalHost.Supervision;

namespace ServerlessML.Tests.Cli;

[Collection(StorageCollection.Name)]
public sealed class AuditCommandTests(AzuriteFixture azurite) : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly string _pipeline = $"p-{Guid.NewGuid():N}";

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Run_OverTheSystemsStorage_ShowsAndVerifies()
    {
        await GivenTwoEntriesAsync();

        const string noKey = "  ? could not check whether this system wrote the entries: there is no audit.key here, and no Audit__Key\n";
        Assert.Equal((0, $"{_pipeline}: 2 entries hold\n{noKey}"), await SaidAsync("verify", _pipeline));
        var (_, shown) = await SaidAsync("show", _pipeline);
        Assert.Equal(2, shown.Count(character => character == '\n'));
        Assert.Contains("reject    bob@local (approver)    4bf5122f3445  not  [2J now", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ChangedEntry_IsNamedAndTheCommandFails()
    {
        await GivenTwoEntriesAsync();
        var blob = azurite.Blobs.GetBlobContainerClient(StorageLayout.Audit).GetBlobClient(StorageLayout.AuditEntry(_pipeline, 2));
        var text = (await blob.DownloadContentAsync()).Value.Content.ToString();
        await blob.UploadAsync(BinaryData.FromString(text.Replace("reject", "approve", StringComparison.Ordinal)), overwrite: true);

        var (code, said) = await SaidAsync("verify", _pipeline);
        Assert.Equal(1, code);
        Assert.Contains($"! {_pipeline}/0000000002.json: its hash is not that of its content", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "look", "flights")]
    [InlineData(2, "show")]
    [InlineData(2, "show", "No Name")]
    [InlineData(1, "verify")]
    public async Task Run_WithoutASystemOrASense_SaysWhy(int code, params string[] words)
    {
        var said = await Said.OfAsync(["audit", .. words, "--data", _data.Path]);
        Assert.Equal((code, ""), (said.Code, said.Out));
        Assert.StartsWith("sml: ", said.Error, StringComparison.Ordinal);
    }

    private async Task GivenTwoEntriesAsync()
    {
        Write(azurite.ConnectionString);
        var storage = Storage.StorageClients.From(name => name == Storage.StorageClients.Setting ? azurite.ConnectionString : null);
        await storage.CreateLayoutAsync();
        var log = new AuditLog(storage.Documents, TimeProvider.System);
        foreach (var (who, action) in ((string, string)[])[("ann@local", "approve"), ("bob@local", "reject")])
        {
            await log.AppendAsync(
                new()
                {
                    Pipeline = _pipeline,
                    Key = who,
                    Action = action,
                    Who = who,
                    Role = "approver",
                    Evidence = Digest.Of([1]),
                    Comment = "not\n\u001b[2J now",
                    At = TimeProvider.System.GetUtcNow(),
                }
            );
        }
    }

    private void Write(string connection) =>
        new SystemFile
        {
            Pid = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            Api = new("http://127.0.0.1:1"),
            Gateway = new("http://127.0.0.1:1"),
            StorageConnection = connection,
            Ready = true,
            Parts = new Dictionary<string, RunningPart>(),
        }.Write(_data.Path);

    private async Task<(int Code, string Out)> SaidAsync(params string[] words)
    {
        var said = await Said.OfAsync(["audit", .. words, "--data", _data.Path]);
        return (said.Code, said.Out);
    }
}
