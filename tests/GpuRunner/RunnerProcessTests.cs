using System.Runtime.InteropServices;

namespace ServerlessML.Tests.GpuRunner;

public sealed partial class RunnerProcessTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    private const int Terminate = 15;

    [Fact]
    public async Task Process_Terminated_ReturnsTheJobAndTheNextOneDoesIt()
    {
        await bench.CutOffAsync(
            await bench.JobAsync(),
            progress => progress.Step > 0,
            async stopping =>
            {
                using var first = bench.StartRunner(("SERVERLESSML_RUNNER_EXIT_WHEN_IDLE", "true"));
                await RunnerBench.EndAsync(first, () => _ = Kill(first.Id, Terminate), stopping);
                Assert.Equal(0, first.ExitCode);
            }
        );

        Assert.Null(await bench.NextEventAsync());
        Assert.Equal(1, await bench.WaitingJobsAsync());

        using var second = bench.StartRunner(("SERVERLESSML_RUNNER_EXIT_WHEN_IDLE", "true"));
        await second.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        Assert.Equal(0, second.ExitCode);
        Assert.NotNull((await bench.NextEventAsync())!.Result);
    }

    [Fact]
    public async Task Process_BadSetting_NamesIt()
    {
        using var process = bench.StartRunner(("SERVERLESSML_RUNNER_DEVICE", "abacus"));
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(2, process.ExitCode);
        Assert.Equal("The setting SERVERLESSML_RUNNER_DEVICE is 'abacus'; it must be cpu or cuda.", said.Trim());
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
