using System.Globalization;
using ServerlessML.Bench.Training;

namespace ServerlessML.Bench.Validation;

/// <summary>Debian's pandas in a process of its own, alive for the whole bench so that no import is measured.</summary>
internal sealed class PandasPeer : IAsyncDisposable
{
    public const string Missing = "pandas is not installed: apt-get install python3-pandas";
    private readonly System.Diagnostics.Process _process;

    private PandasPeer(System.Diagnostics.Process process) => _process = process;

    /// <returns>Null where there is no pandas.</returns>
    public static async Task<PandasPeer?> StartAsync(Report report)
    {
        if (!File.Exists(PythonPeer.Program))
        {
            return null;
        }

        var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(
                PythonPeer.Program,
                [Path.Combine(AppContext.BaseDirectory, "Validation", "pandas_peer.py")]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        PandasPeer peer = new(process);
        if (await process.StandardOutput.ReadLineAsync() is { Length: > 0 } version)
        {
            report.Versions["pandas"] = version;
            return peer;
        }

        await peer.DisposeAsync();
        return null;
    }

    /// <summary>Reads the file and aggregates it.</summary>
    /// <returns>Seconds.</returns>
    public async Task<double> AskAsync(string file)
    {
        await _process.StandardInput.WriteLineAsync(file);
        await _process.StandardInput.FlushAsync();
        return double.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
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
