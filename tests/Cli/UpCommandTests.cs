using System.Diagnostics;
using ServerlessML.Cli;
using ServerlessML.Cli.Programs;
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
        var program = typeof(Sml).Assembly.Location;
        using var up = Process.Start(
            new ProcessStartInfo("dotnet", [program, "up", "--data", _temp.Path]) { RedirectStandardError = true }
        )!;
        var said = await up.StandardError.ReadToEndAsync();
        await up.WaitForExitAsync();

        Assert.Equal(1, up.ExitCode);
        Assert.Contains($"process {Environment.ProcessId}", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port is “abc”; it must be a port from 1 to 65535.", "--port", "abc")]
    [InlineData("--port is “0”; it must be a port from 1 to 65535.", "--port", "0")]
    [InlineData("--runners is “17”; it must be a number from 1 to 16.", "--runners", "17")]
    [InlineData("--runner is “podman”; it must be one of process, container.", "--runner", "podman")]
    [InlineData("--keep has “running=1d”; it must have completed, failed or terminated", "--keep", "running=1d")]
    [InlineData("'--dta' is no argument of sml up; did you mean '--data'?", "--dta", "x")]
    [InlineData("Required argument missing for option: '--port'.", "--port")]
    public async Task Up_AnArgumentThatCannotBeUsed_IsNamed(string message, params string[] words)
    {
        var said = await Said.OfAsync(["up", .. words]);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
        Assert.EndsWith("See: sml up --help\n", said.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (said.Code, said.Out));
    }

    [Fact]
    public async Task Up_WithRunnersInContainersThatCannotBeBuilt_SaysWhatToInstall()
    {
        static Task<int> Fail(ProgramCall call)
        {
            File.WriteAllText(call.Log!, "buildah is not installed\n");
            return Task.FromResult(1);
        }

        var said = await Said.OfAsync(["up", "--runner", "container", "--data", _temp.Path], session => session with { Start = Fail });
        Assert.Contains("buildah is not installed", said.Error, StringComparison.Ordinal);
        Assert.Contains("apt-get install podman buildah", said.Error, StringComparison.Ordinal);
        Assert.Equal(1, said.Code);
    }

    [Fact]
    public void Host_AsTheSystemStartsIt_IsUnderstood()
    {
        string[] keep = [.. RetentionPolicy.Parse("completed=30d").AsArguments()];
        var parse = Sml.Root(Session.OfThisProcess()).Parse(["host", "--data", _temp.Path, "--port", "7071", .. keep]);
        Assert.Empty(parse.Errors);
        Assert.Equal("host", parse.CommandResult.Command.Name);
    }
}
