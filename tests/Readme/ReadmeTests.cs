using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Readme;

/// <summary>The README's commands, run as they stand there.</summary>
public sealed class ReadmeTests
{
    private static readonly TimeSpan DemoLimit = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Demo_OnRealData_PlaysThroughAndTheWalkThroughHolds()
    {
        using var folder = new TemporaryFolder();
        var data = folder["demo"];
        var (code, output) = await Shell.RunAsync($"./serverlessml demo --keep --data '{data}'", DemoLimit);
        try
        {
            Assert.True(code == 0, output);
            foreach (var promise in (string[])["column-missing", "409 Conflict", "no second one is started", "SIGKILL", "the same digest", "validated rows/s", "p99", "run page"])
            {
                Assert.Contains(promise, output, StringComparison.Ordinal);
            }

            await WalkAsync(data);
        }
        finally
        {
            await StopAsync(data);
        }
    }

    [Theory]
    [InlineData("help", 0, "./serverlessml demo")]
    [InlineData("", 0, "./serverlessml test")]
    [InlineData("dmeo", 1, "unknown command: dmeo")]
    [InlineData("demo --kep", 2, "'--kep' is not an option of the demo")]
    [InlineData("up --port abc", 1, "not a port")]
    public async Task Command_GoodOrBad_SaysWhatToDo(string arguments, int expected, string said)
    {
        var (code, output) = await Shell.RunAsync($"./serverlessml {arguments}", DemoLimit);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Equal(expected, code);
    }

    private static async Task WalkAsync(string data)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var walk = Regex.Match(readme, "<!-- walk:.*?-->\n```bash\n(.*?)```", RegexOptions.Singleline);
        Assert.True(walk.Success, "The README has no walk through.");
        var (code, output) = await Shell.RunAsync("set -e\n" + walk.Groups[1].Value, TimeSpan.FromMinutes(1), ("data", data));
        Assert.True(code == 0, output);
        foreach (var seen in (string[])["\"runs\":[", "<!doctype html>", "X-Model-Version: 2", "\"probability\":", "rolled back to version 1", "did you mean 'number'?", "did you mean 'training'?"])
        {
            Assert.Contains(seen, output, StringComparison.Ordinal);
        }
    }

    private static async Task StopAsync(string data)
    {
        var file = Path.Combine(data, "system.json");
        if (!File.Exists(file))
        {
            return;
        }

        using var system = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var pid = system.RootElement.GetProperty("pid").GetInt32().ToString(CultureInfo.InvariantCulture);
        await Shell.RunAsync($"kill {pid}; while kill -0 {pid} 2>/dev/null; do sleep 0.2; done", TimeSpan.FromMinutes(1));
    }
}
