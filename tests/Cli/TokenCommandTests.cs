using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Tests.Cli;

public sealed class TokenCommandTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Run_Words_PrintsTheTokenListsAndRevokes()
    {
        var made = await SaidAsync("ann", "approver");
        Assert.Equal("ann@local", new People(_temp["data"]).Identify(made.Out.Trim())!.Name);
        Assert.Contains("shown this once", made.Error, StringComparison.Ordinal);
        Assert.Contains("ann@local  approver", (await SaidAsync("--list")).Out, StringComparison.Ordinal);
        Assert.Contains("no longer counts", (await SaidAsync("--revoke", "ann")).Out, StringComparison.Ordinal);
        var again = await SaidAsync("--revoke", "ann");
        Assert.Equal(1, again.Code);
        Assert.Contains("List them: sml token --list", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Say one of: NAME ROLE…, --revoke NAME, --list.")]
    [InlineData("Say one of: NAME ROLE…, --revoke NAME, --list.", "ann", "approver", "--list")]
    [InlineData("ann needs a role", "ann")]
    [InlineData("Did you mean approver?", "ann", "aprover")]
    [InlineData("'--role' is no argument of sml token", "ann", "approver", "--role", "operator")]
    public async Task Run_WordsThatDoNotGoTogether_IsAUsageError(string message, params string[] words)
    {
        var said = await SaidAsync(words);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (said.Code, said.Out));
    }

    private Task<Said> SaidAsync(params string[] words) => Said.OfAsync(["token", .. words, "--data", _temp["data"]]);
}
