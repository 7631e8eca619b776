using System.ComponentModel;
using System.Diagnostics;

namespace ServerlessML.Tests.Container;

/// <summary>The image, built once by <c>eng/image</c> from what the solution's build left, and a bench to train over.</summary>
public sealed class ImageFixture : IAsyncLifetime
{
    private const string Tag = "localhost/serverlessml-runner:test";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    public RunnerBench Bench { get; private set; } = null!;

    /// <summary>Why no container can run here; null where one can.</summary>
    public string? Missing { get; private set; }

    public IReadOnlyList<string> Engine { get; private set; } = [];

    public IReadOnlyList<string> Arguments { get; private set; } = [];

    public async Task InitializeAsync()
    {
        if (await MissingToolAsync() is { } missing)
        {
            Missing = missing;
            return;
        }

        var (code, said) = await RunAsync(Path.Combine(Repository.Root, "eng", "image"), ["--tag", Tag]);
        if (code != 0)
        {
            Missing = said.Trim();
            return;
        }

        var settings = File.ReadAllLines(Path.Combine(Repository.Root, "artifacts", "image", "runner.env"))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''), StringComparer.Ordinal);
        Engine = settings["SERVERLESSML_RUNNER_ENGINE"].Split(' ');
        Arguments = settings["SERVERLESSML_RUNNER_ENGINE_ARGUMENTS"].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Bench = new RunnerBench();
        Bench.Options = RunnerOptions.From(settings.GetValueOrDefault) with { Heartbeat = Bench.Options.Heartbeat };
        await Bench.InitializeAsync();
    }

    public Task DisposeAsync() => Bench?.DisposeAsync() ?? Task.CompletedTask;

    /// <summary>What is missing to build and run images here; null for nothing.</summary>
    public static async Task<string?> MissingToolAsync()
    {
        foreach (var tool in (string[])["podman", "buildah", "mmdebstrap"])
        {
            if (await RunAsync("sh", ["-c", $"command -v {tool}"]) is (not 0, _))
            {
                return $"{tool} is not installed: apt-get install podman buildah runc mmdebstrap";
            }
        }

        return null;
    }

    /// <summary>The runner itself in a container, with the network of this machine.</summary>
    public Process StartRunner(string name)
    {
        string[] environment =
        [
            $"AzureWebJobsStorage={Bench.ConnectionString}",
            "SERVERLESSML_RUNNER_HEARTBEAT_SECONDS=1",
            "SERVERLESSML_RUNNER_LEASE_SECONDS=3",
            "SERVERLESSML_RUNNER_EXIT_WHEN_IDLE=true",
        ];
        return Process.Start(
            new ProcessStartInfo(
                Engine[0],
                [
                    .. Engine.Skip(1),
                    "run",
                    "--rm",
                    "--name",
                    name,
                    "--network",
                    "host",
                    "--read-only",
                    "--tmpfs",
                    "/tmp",
                    "--cap-drop",
                    "all",
                    "--security-opt",
                    "no-new-privileges",
                    .. Arguments,
                    .. environment.SelectMany(pair => (string[])["--env", pair]),
                    Tag,
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
    }

    public static async Task<(int Code, string Said)> RunAsync(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Patience);
            return (process.ExitCode, await output + await error);
        }
        catch (Win32Exception missing)
        {
            return (127, missing.Message);
        }
    }
}
