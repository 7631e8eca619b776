using System.Diagnostics;

namespace ServerlessML.Demo.Search;

/// <summary>The containers that recipes train in, where the system was started with them.</summary>
public static class RecipeContainers
{
    /// <summary>Kills the container in which a job's recipe trains; the runner lives on.</summary>
    /// <returns>The container; null when recipes are not in containers, or this one is not.</returns>
    public static async Task<string?> KillAsync(string jobId, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable("SERVERLESSML_RUNNER_ENGINE") is not { Length: > 0 } engine)
        {
            return null;
        }

        var words = engine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = (await OutputAsync([.. words, "ps", "--quiet", "--filter", $"label=serverlessml.job={jobId}"], cancellation)).Trim();
        if (found.Length == 0)
        {
            return null;
        }

        await OutputAsync([.. words, "kill", found], cancellation);
        return found;
    }

    private static async Task<string> OutputAsync(IReadOnlyList<string> command, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true })
            ?? throw new DemoFailedException($"{command[0]} cannot be started. Install it, or run the demo with --runner process.");
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? output
            : throw new DemoFailedException($"{string.Join(' ', command)} ended with code {process.ExitCode}.");
    }
}
