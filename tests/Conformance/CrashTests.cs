using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask.Client;
using ServerlessML.Crash.Worker;
using ServerlessML.LocalHost.Runtime.Store;
using Xunit.Abstractions;

namespace ServerlessML.Tests.Conformance;

[Trait("ours alone", "kills a process")]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const string KillsSetting = "SERVERLESSML_CRASH_KILLS";
    private const int MostOrdersBeforeKill = 25;
    private const int NumbersPerRun = 100_000;

    // Where a machine of two cores runs the whole suite, fewer.
    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable(KillsSetting), CultureInfo.InvariantCulture, out var kills) ? kills
        : Environment.GetEnvironmentVariable("CI") is null ? 200
        : 25;

    /// <summary>
    /// Kills a worker process again and again, each time at another point of its work, and then looks at every instance's history.
    /// </summary>
    [Fact]
    public void Killed_AtRandomPoints_EveryInstanceCompletesOnce()
    {
        using TemporaryFolder folder = new();
        var database = folder["crash.db"];
        Random random = new(20_260_101);
        List<string> accepted = [];
        var interrupted = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            accepted.AddRange(RunUntilKilled(database, kill * NumbersPerRun, random.Next(MostOrdersBeforeKill)));
            interrupted += Count(database, "SELECT COUNT(*) FROM instances WHERE output IS NULL") > 0 ? 1 : 0;
        }

        RunToTheEnd(database);

        var orders = StoredHistory.Read(database, "SELECT id FROM instances WHERE name='Order'", row => row.GetString(0));
        output.WriteLine(
            $"{Kills} kills, {interrupted} of them with unfinished instances; {orders.Count} orders, {accepted.Count} of them answered"
        );
        Assert.Equal(Kills, interrupted);
        Assert.Empty(accepted.Except(orders));
        Assert.Empty(orders.SelectMany(order => CheckOrder(database, order)));
        Assert.Equal(orders.Count * (1 + Orders.Rounds), Count(database, "SELECT COUNT(*) FROM instances"));
        Assert.Equal(0, Count(database, "SELECT COUNT(*) FROM activities"));
        Assert.Equal(0, Count(database, "SELECT COUNT(*) FROM timers"));
        Assert.Equal(0, Count(database, "SELECT COUNT(*) FROM messages"));
        Assert.Equal("ok", StoredHistory.Read(database, "PRAGMA integrity_check", row => row.GetString(0)).Single());
    }

    private static List<string> RunUntilKilled(string database, int firstNumber, int killAfter)
    {
        using var process = Start(database, "first", $"{firstNumber}");
        List<string> accepted = [];
        while (accepted.Count < killAfter && process.StandardOutput.ReadLine() is { } line)
        {
            accepted.Add(line.Replace("accepted ", "", StringComparison.Ordinal));
        }

        process.Kill();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), "The worker did not die.");
        return accepted;
    }

    private static void RunToTheEnd(string database)
    {
        using var process = Start(database, "finish");
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)), "The worker did not end.");
        Assert.Equal("done", output.Result.Trim());
    }

    private static Process Start(string database, params string[] arguments)
    {
        var worker = Path.Combine(AppContext.BaseDirectory, "ServerlessML.Crash.Worker.dll");
        var process = Process.Start(
            new ProcessStartInfo("dotnet", [worker, database, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var line = process.StandardOutput.ReadLine();
        Assert.True(line == "started", $"The worker did not start: {(line is null ? errors.Result : line)}");
        return process;
    }

    private static IEnumerable<string> CheckOrder(string database, string id)
    {
        var order = int.Parse(id.Split('-')[1], CultureInfo.InvariantCulture);
        (var status, var output) = StoredHistory
            .Read(database, "SELECT status, output FROM instances WHERE id=?1", row => (row.GetInt64(0), row.GetString(1)), id)
            .Single();
        if (status != (long)OrchestrationRuntimeStatus.Completed || output != $"{Orders.Expected(order)}")
        {
            yield return $"{id} is {(OrchestrationRuntimeStatus)status} with {output}";
        }

        for (var round = 0; round < Orders.Rounds; round++)
        {
            var child = $"{id}-round-{round}";
            if (HistoryFault(database, child) is { } fault)
            {
                yield return $"{child}: {fault}";
            }
        }
    }

    private static string? HistoryFault(string database, string id)
    {
        List<(long Position, HistoryKind Kind, int Task)> history = StoredHistory.Read(
            database,
            "SELECT position, kind, task FROM history WHERE key=(SELECT key FROM instances WHERE id=?1) ORDER BY position",
            row => (row.GetInt64(0), (HistoryKind)row.GetInt64(1), row.GetInt32(2)),
            id
        );
        if (!history.Select(item => item.Position).SequenceEqual(Enumerable.Range(0, history.Count).Select(position => (long)position)))
        {
            return "positions are missing";
        }

        List<int> scheduled = [.. history.Where(item => item.Kind == HistoryKind.TaskScheduled).Select(item => item.Task)];
        List<int> completed = [.. history.Where(item => item.Kind == HistoryKind.TaskCompleted).Select(item => item.Task).Order()];
        if (!scheduled.SequenceEqual(Enumerable.Range(1, Orders.Steps)) || !completed.SequenceEqual(scheduled))
        {
            return $"scheduled {string.Join(',', scheduled)}, completed {string.Join(',', completed)}";
        }

        return
            history.Count(item => item.Kind == HistoryKind.ExecutionStarted) == 1
            && history.Count(item => item.Kind == HistoryKind.Completed) == 1
            ? null
            : "it did not start and complete once";
    }

    private static long Count(string database, string sql) => StoredHistory.Read(database, sql, row => row.GetInt64(0)).Single();
}
