using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessML.Bench.Serving;

/// <summary>Debian's <c>wrk</c>: so many connections, each of which sends its next request when the last is answered.</summary>
internal sealed partial class Wrk(string folder, int connections)
{
    private const string Prefix = "wrk-result";

    private int _scripts;

    /// <summary>The version, as <c>wrk -v</c> says it.</summary>
    /// <exception cref="BenchSetupException">It is not installed.</exception>
    public static string Version()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("wrk", "-v") { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return said.Split('\n')[0].Split(" Copyright")[0].Replace("wrk ", "", StringComparison.Ordinal).Trim();
        }
        catch (Win32Exception)
        {
            throw new BenchSetupException("wrk, which makes the load, is not installed: apt-get install wrk");
        }
    }

    public async Task<WrkRun> RunAsync(HttpTarget target, TimeSpan duration)
    {
        var script = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"wrk-{++_scripts}.lua"));
        await File.WriteAllTextAsync(script, Script(target), Encoding.ASCII);
        ProcessStartInfo start = new(
            "wrk",
            [
                "-t",
                $"{Math.Max(1, Environment.ProcessorCount / 2)}",
                "-c",
                $"{connections}",
                "-d",
                string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, duration.TotalSeconds):F0}s"),
                "--timeout",
                "10s",
                "-s",
                script,
                target.Address.ToString(),
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Result().Match(said) is { Success: true } match
            ? Parse(match.Groups["fields"].Value)
            : throw new InvalidOperationException($"wrk against {target.Name} ended with {process.ExitCode}: {said} {await errors}");
    }

    private static WrkRun Parse(string fields)
    {
        double[] numbers =
        [
            .. fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => double.Parse(field, CultureInfo.InvariantCulture)),
        ];
        return new(
            (long)numbers[0],
            numbers[1] / 1e6,
            numbers[2] / 1e3,
            numbers[3] / 1e3,
            numbers[4] / 1e3,
            (long)numbers[5],
            (long)numbers[6]
        );
    }

    /// <summary>The request, and a last line that says exactly what the human report rounds.</summary>
    private static string Script(HttpTarget target)
    {
        StringBuilder lua = new("wrk.method = \"POST\"\n");
        foreach ((var name, var value) in target.Headers)
        {
            lua.Append(CultureInfo.InvariantCulture, $"wrk.headers[\"{name}\"] = \"{value}\"\n");
        }

        lua.Append("wrk.body = \"");
        foreach (var one in target.Body)
        {
            lua.Append(CultureInfo.InvariantCulture, $"\\{one:D3}");
        }

        lua.Append(
            CultureInfo.InvariantCulture,
            $$"""
            "
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("{{Prefix}} %d %d %f %f %f %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
                latency:percentile(99.9), e.status, e.connect + e.read + e.write + e.timeout))
            end

            """
        );
        return lua.ToString();
    }

    [GeneratedRegex($"^{Prefix} (?<fields>.*)$", RegexOptions.Multiline)]
    private static partial Regex Result();
}
