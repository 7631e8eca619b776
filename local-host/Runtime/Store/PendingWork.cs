using Microsoft.Data.Sqlite;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>What the store has that somebody ought to be at work on, read on a connection of its own.</summary>
internal sealed class PendingWork(SqliteConnection connection) : IDisposable
{
    // A task that was asked for and has no end, and no row of what would bring its end. A timer that was cancelled looks so too.
    private const string DoubtfulInstances = """
        SELECT DISTINCT id FROM (
          SELECT i.id, i.key, i.execution, h.task, MAX(h.kind) AS kind
          FROM instances i JOIN history h ON h.key=i.key
          WHERE i.status NOT IN (1,3,5) AND i.started=1 AND i.updated>?1 AND i.updated<=?2 AND h.kind BETWEEN 3 AND 10
          GROUP BY i.key, h.task HAVING MAX(h.kind) IN (3,6,9)) o
        WHERE (o.kind=3 AND NOT EXISTS(
            SELECT 1 FROM activities a WHERE a.instance_id=o.id AND a.execution=o.execution AND a.task=o.task))
          OR (o.kind=9 AND NOT EXISTS(SELECT 1 FROM timers t WHERE t.key=o.key AND t.task=o.task))
          OR (o.kind=6 AND NOT EXISTS(
            SELECT 1 FROM instances c WHERE c.parent_id=o.id AND c.parent_execution=o.execution AND c.parent_task=o.task)
            AND NOT EXISTS(SELECT 1 FROM messages m WHERE m.parent_id=o.id AND m.parent_execution=o.execution AND m.parent_task=o.task))
        """;

    private readonly StoreReader _reader = new(connection);

    public List<TimerRow> TimersDueBefore(DateTime time)
    {
        using Statement statement = new(connection, "SELECT key, instance_id, execution, task, at FROM timers WHERE at<=?1");
        statement.Bind(1, time.Ticks);
        List<TimerRow> due = [];
        while (statement.Read())
        {
            due.Add(new(statement.Int64(0), statement.Text(1)!, statement.Int64(2), statement.Int32(3), statement.Time(4)));
        }

        return due;
    }

    public List<ActivityRow> Activities() => _reader.Activities();

    public List<(long Key, string Id)> Unstarted() =>
        _reader.UnstartedInstances().ConvertAll(id => (_reader.FindInstance(id)?.Key ?? 0, id));

    /// <summary>Messages that their instance does not hold until it starts.</summary>
    public List<(long Row, string Target)> Messages()
    {
        using Statement statement = new(
            connection,
            """
            SELECT m.row, m.target FROM messages m
            WHERE NOT EXISTS(SELECT 1 FROM instances i WHERE i.id=m.target AND i.started=0 AND i.status NOT IN (1,3,5))
            """
        );
        List<(long, string)> found = [];
        while (statement.Read())
        {
            found.Add((statement.Int64(0), statement.Text(1)!));
        }

        return found;
    }

    /// <summary>Running instances that were last written in that time and may wait for something that will not come.</summary>
    public List<string> Doubtful(DateTime after, DateTime until)
    {
        using Statement statement = new(connection, DoubtfulInstances);
        statement.Bind(1, after.Ticks).Bind(2, until.Ticks);
        return statement.Texts();
    }

    public void Dispose() => _reader.Dispose();
}
