using System.Diagnostics;
using DuckDB.NET.Data;
using ServerlessML.Bench.Serving;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;

namespace ServerlessML.Bench.Validation;

/// <summary>
/// Measures the validation of a CSV file of numbers beside DuckDB's own scan and pandas, with the same aggregates, in turns.
/// </summary>
internal static class DataBench
{
    /// <summary>The command of a child process that validates one file and says what memory it took at most.</summary>
    public const string Child = "validate";

    private const double MostRatio = 1.2;
    private const double MostGrowth = 1.25;
    private const int Million = 1_000_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    public static async Task<int> RunAsync(BenchFolder folder, BenchRequest request)
    {
        try
        {
            await MeasureAsync(folder, request.Quick ? 3 : 9);
            return 0;
        }
        catch (BenchSetupException missing)
        {
            await Console.Error.WriteLineAsync($"sml bench data: {missing.Message}");
            return 2;
        }
        finally
        {
            Directory.Delete(folder.Data, recursive: true);
        }
    }

    /// <summary>Validates a file that the bench has written, and prints the most memory that it took, in kilobytes.</summary>
    public static int Validate(string file)
    {
        _ = Report(file);
        var most = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        Console.WriteLine($"peak {most.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]}");
        return 0;
    }

    private static async Task MeasureAsync(BenchFolder folder, int rounds)
    {
        Report report = new();
        var file = NumberFile.Write(folder.Data, Million);
        await using var pandas = await PandasPeer.StartAsync(report);
        using var duck = new DuckScan();
        report.Versions["duckdb"] = duck.Version;
        Console.WriteLine(report.Machine());
        Console.WriteLine(OtherWork.Said(await OtherWork.MeasureAsync()));
        List<double> ours = [],
            whole = [],
            plain = [],
            peer = [];
        for (var round = 0; round <= rounds; round++)
        {
            var seconds = Seconds(() => Report(file));
            var (with, without) = (Seconds(() => duck.Scan(file, quantiles: true)), Seconds(() => duck.Scan(file, quantiles: false)));
            var python = pandas is null ? 0 : await pandas.AskAsync(file);
            // The first warms up.
            if (round > 0)
            {
                ours.Add(seconds);
                whole.Add(with);
                plain.Add(without);
                peer.Add(python);
            }
        }

        report.Keep("validation, seconds", ours);
        report.Keep("DuckDB's scan with the same aggregates, seconds", whole);
        report.Keep("DuckDB's scan without quantiles, seconds", plain);
        report.Add(Check.AtMost("validation, beside DuckDB with the same aggregates", Estimate.Ratio(ours, whole), "times", MostRatio));
        var bare = Estimate.Ratio(ours, plain);
        Console.WriteLine(
            $"         beside DuckDB without quantiles: {Bench.Report.Number(bare.Median)} times "
                + $"[{string.Join(", ", bare.Interval.Select(end => Bench.Report.Number(end)))}]"
        );
        if (pandas is null)
        {
            report.Add(Check.Missing("validation, beside pandas", "times", "<= 1", PandasPeer.Missing));
        }
        else
        {
            report.Keep("pandas, seconds", peer);
            report.Add(Check.AtMost("validation, beside pandas", Estimate.Ratio(ours, peer), "times", 1));
        }

        await MemoryAsync(folder, report, file);
        var path = Path.Combine(folder.Root, "data.json");
        report.Write(path);
        Console.WriteLine($"{report.Checks.Count(check => check.Holds)} of {report.Checks.Count} goals hold; {path}");
    }

    private static async Task MemoryAsync(BenchFolder folder, Report report, string file)
    {
        var larger = NumberFile.Write(folder.Data, 4 * Million);
        List<double> small = [],
            large = [];
        for (var round = 0; round < 3; round++)
        {
            small.Add(await PeakAsync(file));
            large.Add(await PeakAsync(larger));
        }

        report.Keep("most memory for 1,000,000 rows, MB", small);
        report.Keep("most memory for 4,000,000 rows, MB", large);
        report.Add(Check.AtMost("memory for four times the rows", Estimate.Ratio(large, small), "times", MostGrowth));
    }

    private static async Task<double> PeakAsync(string file)
    {
        await using var child = ChildProcess.Own(Child, file);
        var line = await child.LineAsync("peak ", Deadline);
        return double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) / 1000;
    }

    private static ShardReport Report(string file)
    {
        var report = ShardValidator.Validate(
            new(file, Path.GetFileName(file), Contracts.Intake.DataFormat.Csv),
            NumberFile.Contract,
            new(),
            TimeProvider.System
        );
        return report.Violations.Count == 0 && report.Rows > 0 && report.Profile is not null
            ? report
            : throw new InvalidOperationException($"{file} is not valid: {string.Join(" ", report.Violations.Select(one => one.Message))}");
    }

    private static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
