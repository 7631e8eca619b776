using System.Diagnostics;
using System.Runtime.InteropServices;
using ServerlessML.GpuRunner;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.GpuRunner;

public sealed partial class RunnerProcessTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    private const int Terminate = 15;

    [Fact]
    public async Task Process_Terminated_ReturnsTheJobAndTheNextOneDoesIt()
    {
        var job = (await bench.JobAsync()) with { Parameters = new Dictionary<string, string> { ["epochs"] = "400", ["batch-size"] = "20" } };
        await bench.SendAsync(job);
        using (var first = Start())
        {
            await WaitFor.TrueAsync("training to begin", async () => await bench.ProgressAsync(job) is { State: "training", Step: > 0 });
            _ = Kill(first.Id, Terminate);
            await first.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(0, first.ExitCode);
        }

        Assert.Null(await bench.NextEventAsync());
        Assert.Equal(1, await bench.WaitingJobsAsync());

        using var second = Start();
        await second.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        Assert.Equal(0, second.ExitCode);
        Assert.NotNull((await bench.NextEventAsync())!.Result);
    }

    [Fact]
    public async Task Process_BadSetting_NamesIt()
    {
        using var process = Start(("SERVERLESSML_RUNNER_DEVICE", "abacus"));
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(2, process.ExitCode);
        Assert.Equal("The setting SERVERLESSML_RUNNER_DEVICE is 'abacus': must be cpu or cuda.", said.Trim());
    }

    private Process Start(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RunnerOptions).Assembly.Location]) { RedirectStandardError = true };
        start.Environment["AzureWebJobsStorage"] = bench.ConnectionString;
        start.Environment["SERVERLESSML_RUNNER_EXIT_WHEN_IDLE"] = "true";
        start.Environment["SERVERLESSML_RUNNER_HEARTBEAT_SECONDS"] = "1";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
