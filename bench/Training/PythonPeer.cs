using System.Diagnostics;
using System.Text.Json.Nodes;
using ServerlessML.Bench.Serving;

namespace ServerlessML.Bench.Training;

/// <summary>
/// Debian's Python with its machine-learning libraries, alive for the whole bench so that no import is measured. Its idle threads spin, as
/// they do by default: on a busy machine that makes it many times slower, and the figures mean nothing.
/// </summary>
internal sealed class PythonPeer : IAsyncDisposable
{
    public const string Program = "/usr/bin/python3";
    private const string Packages = "apt-get install python3-xgboost python3-sklearn python3-torch libopenblas0-pthread";

    private readonly Process _process;

    private PythonPeer(Process process) => _process = process;

    /// <exception cref="BenchSetupException">There is no Python, or a library is missing.</exception>
    public static async Task<PythonPeer> StartAsync(string folder, int threads, Report report)
    {
        if (!File.Exists(Program))
        {
            throw new BenchSetupException($"{Program} is not there: {Packages}");
        }

        ProcessStartInfo start = new(Program, [Path.Combine(AppContext.BaseDirectory, "Training", "peer.py"), $"{threads}", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        PythonPeer peer = new(process);
        try
        {
            foreach ((var name, var version) in await peer.AskAsync(new JsonObject { ["do"] = "versions" }))
            {
                report.Versions[name] = version!.GetValue<string>();
            }

            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="BenchSetupException">The peer ended, or lacks a library.</exception>
    public async Task<JsonObject> AskAsync(JsonObject job)
    {
        await _process.StandardInput.WriteLineAsync(job.ToJsonString());
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync();
        var answer = line is null ? throw new BenchSetupException($"the Python peer ended: {Packages}") : JsonNode.Parse(line)!.AsObject();
        return answer["missing"] is { } missing ? throw new BenchSetupException($"{missing}: {Packages}") : answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
