using ServerlessML.Cli;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Tests.Cli;

public sealed class TokenCommandTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Run_Words_PrintsTheTokenListsAndRevokes()
    {
        Assert.Equal("ann@local", new People(_temp["data"]).Identify(Said("ann", "approver").Trim())!.Name);
        Assert.Contains("ann@local  approver", Said("--list"), StringComparison.Ordinal);
        Assert.Contains("no longer counts", Said("--revoke", "ann"), StringComparison.Ordinal);
        Assert.Throws<InvalidSettingException>(() => Said("--revoke", "ann"));
        Assert.Throws<InvalidSettingException>(() => Said());
        Assert.Throws<InvalidSettingException>(() => Said("ann", "--role", "approver"));
    }

    private string Said(params string[] words)
    {
        var output = new StringWriter();
        Assert.Equal(0, TokenCommand.Run([.. words, "--data", _temp["data"]], output, TimeProvider.System));
        return output.ToString();
    }
}
