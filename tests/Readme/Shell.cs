using System.Diagnostics;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Readme;

/// <summary>Runs a command line as a person would, from the checkout.</summary>
internal static class Shell
{
    public static async Task<(int Code, string Output)> RunAsync(
        string script,
        TimeSpan limit,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash does not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            using var stop = new CancellationTokenSource(limit);
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"It did not end within {limit}: {script}");
        }

        return (process.ExitCode, await output + await errors);
    }
}
