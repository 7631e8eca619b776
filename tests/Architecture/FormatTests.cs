using System.Diagnostics;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Architecture;

public sealed class FormatTests
{
    /// <summary>The build holds the rest of the style; its formatter says where blanks and line breaks are others.</summary>
    [Fact]
    public async Task Sources_OfTheCheckout_AreFormatted()
    {
        var start = new ProcessStartInfo(
            "dotnet", ["format", "whitespace", ".", "--folder", "--verify-no-changes", "--exclude", "artifacts", "local-host/node_modules"])
        {
            WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var format = Process.Start(start)!;
        var said = await Task.WhenAll(format.StandardOutput.ReadToEndAsync(), format.StandardError.ReadToEndAsync());
        await format.WaitForExitAsync();
        Assert.True(format.ExitCode == 0, $"Run «dotnet format whitespace . --folder --exclude artifacts local-host/node_modules».\n{string.Concat(said)}");
    }
}
