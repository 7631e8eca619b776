using System.Diagnostics;
using ServerlessML.Cli;
using ServerlessML.LocalHost.Supervision;

namespace ServerlessML.Tests.Cli;

public sealed class UpCommandTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Up_OnADirectoryInUse_EndsWithAMessageThatNamesTheProcess()
    {
        using var held = DataDirectoryLock.Take(_temp.Path);
        var program = typeof(UpCommand).Assembly.Location;
        using var up = Process.Start(
            new ProcessStartInfo("dotnet", [program, "up", "--data", _temp.Path]) { RedirectStandardError = true }
        )!;
        var said = await up.StandardError.ReadToEndAsync();
        await up.WaitForExitAsync();

        Assert.Equal(1, up.ExitCode);
        Assert.Contains($"process {Environment.ProcessId}", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }
}
