using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessML.Bench;

/// <summary>The checks and the runs that they rest on, as a table and as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public List<Check> Checks { get; } = [];

    /// <summary>The figures of each run, by name.</summary>
    public SortedDictionary<string, List<double>> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>The versions of the peers and of the measuring programs.</summary>
    public SortedDictionary<string, string> Versions { get; } = new(StringComparer.Ordinal);

    public string Machine() =>
        $"{Environment.ProcessorCount} processors ({Processor()}), .NET "
        + $"{Environment.Version}{string.Concat(Versions.Select(version => $", {version.Key} {version.Value}"))}; load {Load()}";

    public Estimate Keep(string name, IReadOnlyList<double> runs)
    {
        Runs[name] = [.. runs];
        return Estimate.Of(runs);
    }

    public void Add(Check check)
    {
        Checks.Add(check);
        var interval = check.Interval is { } ends ? $"[{Number(ends[0])}, {Number(ends[1])}]" : "";
        Console.WriteLine(
            $"  {(check.Holds ? "holds" : "FAILS")}  {check.Name.PadRight(58)} {Number(check.Value).PadLeft(12)} {check.Unit.PadRight(10)} "
                + $"{check.Goal.PadRight(12)} {interval} {check.Note}"
        );
    }

    public void Write(string path)
    {
        var report = new
        {
            Machine = new
            {
                System = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
                Processors = Environment.ProcessorCount,
                Processor = Processor(),
                Runtime = Environment.Version.ToString(),
                Load = Load(),
                At = DateTime.UtcNow,
            },
            Versions,
            Checks,
            Runs,
        };
        File.WriteAllText(path, JsonSerializer.Serialize(report, Json));
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "";

    private static string Processor() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(": ")[1]
                ?? ""
            : "";

    public static string Number(double? value) =>
        value is { } number
            ? number.ToString(
                number >= 100 ? "F0"
                    : number >= 1 ? "F2"
                    : "F4",
                CultureInfo.InvariantCulture
            )
            : "-";
}
