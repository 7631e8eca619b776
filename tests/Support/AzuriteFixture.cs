using System.Diagnostics;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Xunit;

namespace ServerlessML.Tests.Support;

/// <summary>
/// A real Azurite on free ports, with a directory of its own. As the <c>ICollectionFixture</c> of a test assembly it starts once;
/// tests keep apart by their own containers and queues.
/// </summary>
public sealed partial class AzuriteFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private readonly List<string> _output = [];
    private Process? _process;
    private string _blobs = "127.0.0.1:0";
    private string _queues = "127.0.0.1:0";

    /// <summary>The emulator's public, well-known account.</summary>
    public string ConnectionString =>
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"BlobEndpoint=http://{_blobs}/devstoreaccount1;QueueEndpoint=http://{_queues}/devstoreaccount1";

    public BlobServiceClient Blobs => new(ConnectionString);

    /// <summary>Queues whose messages are Base64, as functions expect.</summary>
    public QueueServiceClient Queues => new(ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    /// <summary>A name no other test has, good for a container or a queue.</summary>
    public static string Unique(string word) => $"{word}-{Guid.NewGuid():n}";

    public Task InitializeAsync() => StartAsync(0, 0);

    /// <summary>Starts again on the same ports with the same data, after <see cref="StopAsync"/>: the end of an outage.</summary>
    public Task ComeBackAsync() => StartAsync(PortOf(_blobs), PortOf(_queues));

    public async Task StopAsync()
    {
        if (_process is null)
        {
            return;
        }
        // The end of its input makes the shell below send SIGTERM: Azurite then writes its indexes down.
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _process = null;
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _data.Dispose();
    }

    private async Task StartAsync(int blobPort, int queuePort)
    {
        var script = Path.Combine(Repository.Root, "local-host", "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            throw new InvalidOperationException("Azurite is not installed. Run npm ci --ignore-scripts in local-host.");
        }

        // Ends with the test process, also when that is killed: its end closes the pipe.
        const string untilInputEnds = """exec 3<&0; (cat <&3; kill -TERM $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null""";
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])
                [
                    "-c",
                    untilInputEnds,
                    "sh",
                    "node",
                    script,
                    "--location",
                    _data.Path,
                    "--silent",
                    "--skipApiVersionCheck",
                    "--disableTelemetry",
                    "--blobPort",
                    $"{blobPort}",
                    "--queuePort",
                    $"{queuePort}",
                    "--tablePort",
                    "0",
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data, started);
        _process.ErrorDataReceived += (_, line) => Read(line.Data, started);
        _process.Exited += (_, _) => started.TrySetException(new InvalidOperationException($"Azurite ended: {string.Join('\n', _output)}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private void Read(string? line, TaskCompletionSource started)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (Listening().Match(line) is not { Success: true } match)
        {
            return;
        }

        switch (match.Groups["service"].Value)
        {
            case "Blob":
                _blobs = match.Groups["address"].Value;
                break;
            case "Queue":
                _queues = match.Groups["address"].Value;
                break;
            case "Table":
                started.TrySetResult();
                break;
        }
    }

    private static int PortOf(string address) => new Uri($"http://{address}").Port;

    [GeneratedRegex(@"Azurite (?<service>\w+) service is successfully listening at http://(?<address>\S+)")]
    private static partial Regex Listening();
}
