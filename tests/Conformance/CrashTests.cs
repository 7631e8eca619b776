using System.Diagnostics;
using Microsoft.DurableTask.Client;
using ServerlessML.Crash.Worker;
using ServerlessML.LocalHost.Runtime.Store;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Conformance;

public sealed class CrashTests
{
    private const int Kills = 24;
    private const int OrdersPerKill = 12;

    /// <summary>
    /// Kills a worker process again and again, each time at another point of its work, and then looks at every instance's history.
    /// </summary>
    [Fact]
    public void Killed_AtRandomPoints_EveryInstanceCompletesOnce()
    {
        using TemporaryFolder folder = new();
        string database = folder["crash.db"];
        Random random = new(20_260_101);
        int orders = 0;
        for (int kill = 0; kill < Kills; kill++)
            RunWorker(database, orders += OrdersPerKill, killAfter: TimeSpan.FromMilliseconds(random.Next(0, 250)));
        RunWorker(database, orders, killAfter: null);

        List<string> broken = [.. Enumerable.Range(0, orders).SelectMany(order => CheckOrder(database, order))];

        Assert.Empty(broken);
        Assert.Equal(orders * (1 + Orders.Rounds), Count(database, "SELECT COUNT(*) FROM instances"));
        Assert.Equal(0, Count(database, "SELECT COUNT(*) FROM activities"));
        Assert.Equal(0, Count(database, "SELECT COUNT(*) FROM timers"));
        Assert.Equal(0, Count(database, "SELECT COUNT(*) FROM messages"));
        Assert.Equal("ok", StoredHistory.Read(database, "PRAGMA integrity_check", row => row.GetString(0)).Single());
    }

    // A null time lets the worker come to its end.
    private static void RunWorker(string database, int orders, TimeSpan? killAfter)
    {
        string worker = Path.Combine(AppContext.BaseDirectory, "ServerlessML.Crash.Worker.dll");
        ProcessStartInfo start = new("dotnet", [worker, database, $"{orders}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string? line = process.StandardOutput.ReadLine();
        if (killAfter is { } time)
        {
            process.WaitForExit(time);
            process.Kill();
        }

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), "The worker did not end.");
        Assert.True(line == "started", $"The worker did not start: {errors.Result}");
        if (killAfter is null)
            Assert.Equal("done", process.StandardOutput.ReadToEnd().Trim());
    }

    private static IEnumerable<string> CheckOrder(string database, int order)
    {
        string id = Orders.Id(order);
        (long status, string output) = StoredHistory.Read(
            database, "SELECT status, output FROM instances WHERE id=?1", row => (row.GetInt64(0), row.GetString(1)), id).Single();
        if (status != (long)OrchestrationRuntimeStatus.Completed || output != $"{Orders.Expected(order)}")
            yield return $"{id} is {(OrchestrationRuntimeStatus)status} with {output}";
        for (int round = 0; round < Orders.Rounds; round++)
        {
            string child = $"{id}-round-{round}";
            if (HistoryFault(database, child) is { } fault)
                yield return $"{child}: {fault}";
        }
    }

    private static string? HistoryFault(string database, string id)
    {
        List<(long Position, HistoryKind Kind, int Task)> history = StoredHistory.Read(
            database,
            "SELECT position, kind, task FROM history WHERE key=(SELECT key FROM instances WHERE id=?1) ORDER BY position",
            row => (row.GetInt64(0), (HistoryKind)row.GetInt64(1), row.GetInt32(2)),
            id);
        if (!history.Select(item => item.Position).SequenceEqual(Enumerable.Range(0, history.Count).Select(position => (long)position)))
            return "positions are missing";
        List<int> scheduled = [.. history.Where(item => item.Kind == HistoryKind.TaskScheduled).Select(item => item.Task)];
        List<int> completed = [.. history.Where(item => item.Kind == HistoryKind.TaskCompleted).Select(item => item.Task).Order()];
        if (!scheduled.SequenceEqual(Enumerable.Range(1, Orders.Steps)) || !completed.SequenceEqual(scheduled))
            return $"scheduled {string.Join(',', scheduled)}, completed {string.Join(',', completed)}";
        return history.Count(item => item.Kind == HistoryKind.ExecutionStarted) == 1 && history.Count(item => item.Kind == HistoryKind.Completed) == 1
            ? null
            : "it did not start and complete once";
    }

    private static long Count(string database, string sql) => StoredHistory.Read(database, sql, row => row.GetInt64(0)).Single();
}
