using System.Diagnostics;
using System.Text.Json;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>
/// Waits for processes of an earlier <c>up</c> that was killed: they are stopping, and must be gone before others use their files.
/// </summary>
public static class OrphanedProcesses
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task EndAsync(string dataDirectory)
    {
        foreach (var (name, part) in Known(dataDirectory))
        {
            if (part.Find() is not { } process)
            {
                continue;
            }

            Console.Error.WriteLine($"Waiting for {name}, process {part.Pid}, of the system that ran here before.");
            await EndAsync(process);
        }
    }

    private static async Task EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static IEnumerable<KeyValuePair<string, RunningPart>> Known(string dataDirectory)
    {
        try
        {
            return SystemFile.Read(dataDirectory)?.Parts ?? Enumerable.Empty<KeyValuePair<string, RunningPart>>();
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
