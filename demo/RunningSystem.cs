using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using ServerlessML.Contracts.Rollout;

namespace ServerlessML.Demo;

/// <summary>The system, started for the demo by the same command that people use.</summary>
public sealed class RunningSystem : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private readonly DemoOptions _options;
    private readonly Process _supervisor;
    private readonly JsonNode _file;
    private readonly BlobServiceClient _blobs;

    private RunningSystem(DemoOptions options, Process supervisor, JsonNode file)
    {
        (_options, _supervisor, _file) = (options, supervisor, file);
        _blobs = new BlobServiceClient(StorageConnection);
        var tokens = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(TokensFile))
            ?? throw new DemoFailedException("The token file is empty.");
        Api = new ApiClient(ApiAddress, tokens);
    }

    public ApiClient Api { get; }

    public Uri ApiAddress => new(_file["api"]!.GetValue<string>());

    public Uri Gateway => new(_file["gateway"]!.GetValue<string>());

    public string StorageConnection => _file["storageConnection"]!.GetValue<string>();

    public string TokensFile => Path.Combine(_options.DataDirectory, "tokens.json");

    public string FlightsFile => Path.Combine(_options.Home, "local-host", "node_modules", "vega-datasets", "data", "flights-3m.parquet");

    private string HostLog => Path.Combine(_options.DataDirectory, "logs", "host.log");

    public static async Task<RunningSystem> StartAsync(DemoOptions options, CancellationToken cancellation)
    {
        Empty(options.DataDirectory);
        await File.WriteAllTextAsync(
            Path.Combine(Directory.CreateDirectory(options.DataDirectory).FullName, Marker),
            "Made by the demo, which empties this directory when it starts.\n",
            cancellation
        );
        var narrator = new Narrator(TimeProvider.System);
        // Its output goes to a file rather than to us: left running, it outlives the demo.
        var log = Path.Combine(Directory.CreateDirectory(Path.Combine(options.DataDirectory, "logs")).FullName, "supervisor.log");
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = options.Home };
        foreach (
            var argument in (string[])
                [
                    "-c",
                    """log=$1; shift; exec "$@" >"$log" 2>&1 </dev/null""",
                    "sh",
                    log,
                    "dotnet",
                    Program(options),
                    "up",
                    "--data",
                    options.DataDirectory,
                    .. options.Story == DemoStory.Search ? (string[])["--runners", "2"] : [],
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        var supervisor = Process.Start(start) ?? throw new DemoFailedException("The system cannot be started.");
        var file = await narrator.WaitAsync(
            "starting Azurite, the local host, the runner and the gateway",
            StartLimit,
            async _ =>
                supervisor.HasExited
                    ? throw new DemoFailedException($"The system did not start: {await File.ReadAllTextAsync(log, cancellation)}")
                : Read(options.DataDirectory) is { } known && (bool?)known["ready"] == true ? known
                : null,
            cancellation
        );
        narrator.Done("the system is up: Azurite, local host, runner, gateway");
        return new(options, supervisor, file);
    }

    /// <summary>SIGKILL, as a power cut would: nothing gets to say goodbye.</summary>
    /// <returns>The process that was killed.</returns>
    public int KillHost()
    {
        var pid = HostPid() ?? throw new DemoFailedException("The local host does not run.");
        using var host = Process.GetProcessById(pid);
        host.Kill();
        return pid;
    }

    /// <summary>SIGKILL to a runner, as when its machine is taken away.</summary>
    /// <param name="name">As it is called in a job's progress.</param>
    /// <returns>The process that was killed.</returns>
    public int KillRunner(string? name)
    {
        var pid = PidOf(name ?? "runner") ?? throw new DemoFailedException($"The runner '{name}' does not run.");
        using var runner = Process.GetProcessById(pid);
        runner.Kill();
        return pid;
    }

    public Task HostIsBackAsync(int killed, Narrator narrator, CancellationToken cancellation) =>
        narrator.WaitAsync(
            "the supervisor starts the local host again",
            StartLimit,
            async _ =>
                HostPid() is { } pid && pid != killed && await Api.FindAsync("/api/pipelines", cancellation) is not null ? "back" : null,
            cancellation
        );

    /// <summary>Whether the landing event has met the batch again: it says so in the host's log.</summary>
    public async Task<bool> TriggerSawAgainAsync(string batch, CancellationToken cancellation)
    {
        await using var log = new FileStream(HostLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        var text = await reader.ReadToEndAsync(cancellation);
        // Once for the request over HTTP, once for the trigger.
        return text.Split('\n')
                .Count(line =>
                    line.Contains($"/{batch} is run", StringComparison.Ordinal) && line.Contains("no second run", StringComparison.Ordinal)
                ) >= 2;
    }

    public async Task<TrafficPlan> PlanAsync(string deployment, int revision, CancellationToken cancellation)
    {
        var blob = _blobs.GetBlobContainerClient(StorageLayout.Deployments).GetBlobClient(StorageLayout.PlanRevision(deployment, revision));
        return CanonicalJson.Deserialize<TrafficPlan>((await blob.DownloadContentAsync(cancellation)).Value.Content);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (_options.Keep)
        {
            Console.WriteLine($"  The system keeps running (process {_supervisor.Id}). Stop it with: kill {_supervisor.Id}");
            _supervisor.Dispose();
            return;
        }

        if (!_supervisor.HasExited)
        {
            _ = Kill(_supervisor.Id, Terminate);
            using var limit = new CancellationTokenSource(StopLimit);
            await _supervisor.WaitForExitAsync(limit.Token);
        }

        _supervisor.Dispose();
        Console.WriteLine("  Everything is stopped.");
    }

    private const int Terminate = 15;
    private const string Marker = ".demo";

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);

    private static string Program(DemoOptions options) => Path.Combine(options.Home, "artifacts", "bin", "Cli", "release", "sml.dll");

    private static JsonNode? Read(string directory)
    {
        var path = Path.Combine(directory, "system.json");
        return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
    }

    private int? HostPid() => PidOf("host");

    private int? PidOf(string part) => (int?)Read(_options.DataDirectory)?["parts"]?[part]?["pid"];

    // Only what an earlier demo left, and only when nothing runs on it.
    private static void Empty(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        if (
            Read(directory)?["pid"]?.GetValue<int>() is { } pid
            && Process.GetProcesses().Any(process => process.Id == pid && !process.HasExited)
        )
        {
            throw new DemoFailedException(
                $"A system runs on {directory} (process {pid}). Stop it first, or name another directory by --data."
            );
        }

        if (Directory.EnumerateFileSystemEntries(directory).Any() && !File.Exists(Path.Combine(directory, Marker)))
        {
            throw new DemoFailedException($"{directory} is not empty, and no demo made it. Name another directory by --data.");
        }

        Directory.Delete(directory, recursive: true);
    }
}
