using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Readme;

/// <summary>The README's commands, run as they stand there.</summary>
[Collection(CheckoutCollection.Name)]
public sealed class ReadmeTests
{
    private static readonly TimeSpan DemoLimit = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Demo_OnRealData_PlaysThroughAndTheWalkThroughHolds()
    {
        using var folder = new TemporaryFolder();
        var data = folder["demo"];
        var (code, output) = await Shell.RunAsync($"./serverlessml demo --leave-running --data '{data}'", DemoLimit);
        try
        {
            Assert.True(code == 0, output);
            foreach (
                var promise in (string[])
                    [
                        "column-missing",
                        "409 Conflict",
                        "no second one starts",
                        "SIGKILL",
                        "the same digest",
                        "validated rows/s",
                        "p99",
                        "run page",
                    ]
            )
            {
                Assert.Contains(promise, output, StringComparison.Ordinal);
            }

            await WalkAsync(data);
        }
        finally
        {
            await RunningData.StopAsync(data);
        }
    }

    [Fact]
    public async Task DemoRollouts_OnRealFlights_StopsWhatIsWorseAndRampsWhatIsGood()
    {
        using var folder = new TemporaryFolder();
        var data = folder["rollouts"];

        var (code, output) = await Shell.RunAsync($"./serverlessml demo rollouts --data '{data}'", DemoLimit);

        Assert.True(code == 0, output);
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(data, "rollouts.json")));
        var releases = file.RootElement.EnumerateArray().ToDictionary(release => release.GetProperty("release").GetString()!);
        Assert.Equal(
            [
                "worse on one slice: rejected",
                "quality regression: rejected",
                "latency regression: rejected",
                "inconclusive: rejected",
                "good: completed",
            ],
            releases.Select(release => $"{release.Key}: {release.Value.GetProperty("end").GetString()}")
        );
        Assert.Contains("the slice weekday = 'Sat'", Said("worse on one slice"), StringComparison.Ordinal);
        Assert.Contains("turned back at 20 %", Said("quality regression"), StringComparison.Ordinal);
        Assert.Contains("took more than 5 ms", Said("latency regression"), StringComparison.Ordinal);
        Assert.Contains("asks at 20 %", Said("inconclusive"), StringComparison.Ordinal);
        Assert.Contains("aborted by operator@local", Said("inconclusive"), StringComparison.Ordinal);

        string Said(string release) => releases[release].GetProperty("message").GetString()!;
    }

    [Theory]
    [InlineData("help", 0, "demo")]
    [InlineData("", 0, "test")]
    [InlineData("dmeo", 2, "did you mean 'demo'?")]
    [InlineData("demo --kep", 2, "'--kep' is no argument of sml demo")]
    [InlineData("up --port abc", 2, "it must be a port from 1 to 65535")]
    public async Task Command_GoodOrBad_SaysWhatToDo(string arguments, int expected, string said)
    {
        var (code, output) = await Shell.RunAsync($"./serverlessml {arguments}", DemoLimit);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Equal(expected, code);
    }

    private static async Task WalkAsync(string data)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "how-to", "look-around-the-demo.md"));
        var walk = Regex.Match(page, "<!-- walk:.*?-->\n```bash\n(.*?)```", RegexOptions.Singleline);
        Assert.True(walk.Success, "The page has no walk through.");
        var (code, output) = await Shell.RunAsync("set -e\n" + walk.Groups[1].Value, TimeSpan.FromMinutes(1), ("data", data));
        Assert.True(code == 0, output);
        foreach (
            var seen in (string[])
                [
                    "\"runs\":[",
                    "<!doctype html>",
                    "X-Model-Version: 2",
                    "\"probability\":",
                    "rolled back to version 1",
                    "did you mean 'number'?",
                    "did you mean 'training'?",
                ]
        )
        {
            Assert.Contains(seen, output, StringComparison.Ordinal);
        }
    }
}
