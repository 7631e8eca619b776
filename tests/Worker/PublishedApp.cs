using System.Diagnostics;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Worker;

/// <summary>The functions app as it is deployed: published once for all tests, from what was built with them.</summary>
public sealed class PublishedApp : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder["app"];

    public string this[string file] => Path.Combine(Folder, file);

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (
            var argument in (string[])
                [
                    "publish",
                    Path.Combine("functions", "Functions.csproj"),
                    "-c",
                    "Release",
                    "--no-build",
                    "-nologo",
                    "-v",
                    "quiet",
                    "-o",
                    Folder,
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var publish = Process.Start(start)!;
        publish.StandardInput.Close();
        var said = await Task.WhenAll(publish.StandardOutput.ReadToEndAsync(), publish.StandardError.ReadToEndAsync());
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, $"dotnet publish ended with {publish.ExitCode}: {string.Concat(said)}");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
