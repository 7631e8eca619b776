namespace ServerlessML.Bench;

/// <summary>Measures the durable runtime, beside its peer where both do the same.</summary>
internal static class RuntimeBench
{
    public static async Task<int> RunAsync(BenchFolder folder, BenchRequest request)
    {
        Report report = new();
        (string Name, Func<BenchFolder, Report, Task> Run)[] parts =
        [
            ("sequences", Sequences.MeasureAsync),
            ("fan-out", FanOut.MeasureAsync),
            ("history", LongHistory.MeasureAsync),
            ("sleepers", Sleepers.MeasureAsync),
            ("memory", FlatMemory.MeasureAsync),
        ];
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, .NET {Environment.Version}; load {File.ReadAllText("/proc/loadavg").Trim()}"
        );
        foreach ((var name, var run) in parts)
        {
            if (!request.Wants(name))
            {
                continue;
            }

            Console.WriteLine(name);
            await run(folder, report);
        }

        var path = Path.Combine(folder.Root, "runtime.json");
        report.Write(path);
        Directory.Delete(folder.Data, recursive: true);
        Console.WriteLine($"{report.Checks.Count(check => check.Holds)} of {report.Checks.Count} goals hold; {path}");
        return 0;
    }
}
