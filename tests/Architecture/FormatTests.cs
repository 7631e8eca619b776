using System.Diagnostics;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Architecture;

public sealed class FormatTests
{
    /// <summary>The build holds the rest of the style; the formatter has one form for every line, of at most 140 columns.</summary>
    [Fact]
    public async Task Sources_OfTheCheckout_AreFormatted()
    {
        var restored = await RunAsync("tool", "restore");
        Assert.True(restored.Good, restored.Said);

        var checkedFormat = await RunAsync("csharpier", "check", ".");

        Assert.True(checkedFormat.Good, $"Run «dotnet csharpier format .».\n{checkedFormat.Said}");
    }

    /// <summary>The code keeps to forms that the SDK's own formatter takes as well.</summary>
    [Fact]
    public async Task Sources_OfTheCheckout_AreAsTheSdkFormatsThem()
    {
        var verified = await RunAsync(
            "format",
            "whitespace",
            ".",
            "--folder",
            "--verify-no-changes",
            "--exclude",
            "artifacts",
            "local-host/node_modules"
        );

        Assert.True(
            verified.Good,
            $"The two formatters disagree here; write it in a form that both take (docs/decisions/0020-one-formatter-writes-every-line.md).\n{verified.Said}"
        );
    }

    private static async Task<(bool Good, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode == 0, string.Concat(said));
    }
}
