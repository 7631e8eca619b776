using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Bench;

/// <summary>Whether memory stays where it is while instances come and go.</summary>
internal static class FlatMemory
{
    private const int Batches = 10;
    private const int PerBatch = 100_000;

    public static async Task MeasureAsync(BenchFolder folder, Report report)
    {
        await using BenchHost host = await BenchHost.StartAsync(new()
        {
            DatabasePath = folder.NewDatabase(),
            Retention = new Dictionary<OrchestrationRuntimeStatus, TimeSpan> { [OrchestrationRuntimeStatus.Completed] = TimeSpan.FromSeconds(2) },
            RetentionPeriod = TimeSpan.FromSeconds(1),
        });
        List<double> managed = [];
        for (int batch = 0; batch < Batches; batch++)
        {
            await Load.RunAsync(64, PerBatch, () => host.RunAsync("Sequence", 1));
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            managed.Add(GC.GetTotalMemory(true) / 1e6);
            Console.WriteLine($"    {(batch + 1) * PerBatch:N0} instances: {Report.Number(managed[^1])} MB managed, {Report.Number(Environment.WorkingSet / 1e6)} MB resident, "
                + $"{Report.Number(new FileInfo(host.DatabasePath).Length / 1e6)} MB of database");
        }

        report.Keep($"managed memory after each {PerBatch} instances, MB", managed);
        double first = Estimate.MedianOf(managed.Take(Batches / 2)), last = Estimate.MedianOf(managed.Skip(Batches / 2));
        report.Add(new("memory of later instances against earlier", last / first, "x", "<= 1.1", last / first <= 1.1)
        {
            Note = $"over {Batches * PerBatch:N0} instances; {Report.Number(last)} MB",
        });
    }
}
