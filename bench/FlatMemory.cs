using Microsoft.DurableTask.Client;

namespace ServerlessML.Bench;

/// <summary>Whether the memory that the process holds stays where it is while instances come and go.</summary>
internal static class FlatMemory
{
    private const int Batches = 10;
    private const int PerBatch = 100_000;

    // About twice what the program holds after the first batch; 100 bytes that leak of each of a million instances would show.
    private const double MostMegabytes = 150;
    private const double MostGrowth = 1.1;

    public static async Task MeasureAsync(BenchFolder folder, Report report)
    {
        await using var host = await BenchHost.StartAsync(
            new()
            {
                DatabasePath = folder.NewDatabase(),
                Retention = new Dictionary<OrchestrationRuntimeStatus, TimeSpan>
                {
                    [OrchestrationRuntimeStatus.Completed] = TimeSpan.FromSeconds(2),
                },
                RetentionPeriod = TimeSpan.FromSeconds(1),
            }
        );
        List<double> resident = [],
            managed = [];
        for (var batch = 0; batch < Batches; batch++)
        {
            await ClosedLoop.RunAsync(64, PerBatch, () => host.RunAsync("Sequence", 1));
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            managed.Add(GC.GetTotalMemory(false) / 1e6);
            resident.Add(Environment.WorkingSet / 1e6);
            Console.WriteLine(
                $"    {(batch + 1) * PerBatch:N0} instances: {Report.Number(resident[^1])} MB resident, "
                    + $"{Report.Number(managed[^1])} MB managed, "
                    + $"{Report.Number(new FileInfo(host.DatabasePath).Length / 1e6)} MB of database"
            );
        }

        report.Keep($"resident memory after each {PerBatch} instances, MB", resident);
        report.Keep($"managed memory after each {PerBatch} instances, MB", managed);
        Check(report, resident);
    }

    private static void Check(Report report, List<double> resident)
    {
        double first = Estimate.MedianOf(resident.Take(Batches / 2)),
            last = Estimate.MedianOf(resident.Skip(Batches / 2));
        double most = resident.Max(),
            growth = last / first;
        report.Add(
            new("resident memory while instances come and go", most, "MB", $"<= {MostMegabytes}", most <= MostMegabytes)
            {
                Note = $"the most after any of {Batches} batches of {PerBatch:N0} instances",
            }
        );
        report.Add(
            new("resident memory of later instances against earlier", growth, "x", $"<= {MostGrowth}", growth <= MostGrowth)
            {
                Note = $"medians of the first half {Report.Number(first)} MB, of the second {Report.Number(last)} MB",
            }
        );
    }
}
