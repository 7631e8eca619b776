using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>Reads what is committed.</summary>
internal sealed class StoreReader(SqliteConnection connection) : IDisposable
{
    private const string InstanceColumns = """
        key, id, execution, name, version, parent_id, parent_name, parent_execution, parent_task, status, created, updated, start_at,
        started, input, output, custom_status, failure, tags
        """;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Statement> _statements = [];

    public InstanceRow? FindInstance(string id) =>
        Read($"SELECT {InstanceColumns} FROM instances WHERE id=?1", Instance, id).FirstOrDefault();

    public List<HistoryEvent> History(long key) =>
        Read(
            "SELECT kind, task, name, target, payload, at FROM history WHERE key=?1 ORDER BY position",
            row => new HistoryEvent((HistoryKind)row.Int64(0), row.Int32(1), row.Text(2), row.Text(3), row.Text(4), row.Time(5)),
            key
        );

    public List<ActivityRow> Activities() =>
        Read("SELECT row, instance_id, execution, task, name, input FROM activities ORDER BY row", row => new ActivityRow(
            row.Int64(0),
            row.Text(1)!,
            row.Int64(2),
            row.Int32(3),
            row.Text(4)!,
            row.Text(5)
        ));

    public List<TimerRow> Timers() =>
        Read("SELECT key, instance_id, execution, task, at FROM timers", row => new TimerRow(
            row.Int64(0),
            row.Text(1)!,
            row.Int64(2),
            row.Int32(3),
            row.Time(4)
        ));

    public List<TimerRow> Timers(long key) =>
        Read(
            "SELECT key, instance_id, execution, task, at FROM timers WHERE key=?1",
            row => new TimerRow(row.Int64(0), row.Text(1)!, row.Int64(2), row.Int32(3), row.Time(4)),
            key
        );

    /// <summary>Whether a sub-orchestration is there, or a message to start it or with its answer.</summary>
    public bool IsOnItsWay(string parent, long execution, int task) =>
        Read(
                """
                SELECT EXISTS(SELECT 1 FROM instances WHERE parent_id=?1 AND parent_execution=?2 AND parent_task=?3)
                  OR EXISTS(SELECT 1 FROM messages WHERE parent_id=?1 AND parent_execution=?2 AND parent_task=?3)
                """,
                row => row.Int64(0) != 0,
                parent,
                execution,
                task
            )
            .Single();

    public List<MessageRow> Messages() =>
        Read(
            "SELECT row, target, kind, name, payload, parent_id, parent_name, parent_execution, parent_task, version FROM "
                + "messages ORDER BY row",
            row => new MessageRow(
                row.Int64(0),
                row.Text(1)!,
                (MessageKind)row.Int64(2),
                row.Text(3),
                row.Text(4),
                Parent(row, 5),
                row.Text(9)
            )
        );

    /// <summary>Instances whose first turn was not committed, and that no timer will start.</summary>
    public List<string> UnstartedInstances() =>
        Read(
            "SELECT id FROM instances WHERE started=0 AND status IN (?1, ?2) AND key NOT IN (SELECT key FROM timers WHERE "
                + "task=?3) ORDER BY key",
            row => row.Text(0)!,
            (long)OrchestrationRuntimeStatus.Pending,
            (long)OrchestrationRuntimeStatus.Running,
            TimerRow.Start
        );

    /// <summary>Instances that ended in that status before then, those that ended first in front.</summary>
    public List<string> FinishedBefore(OrchestrationRuntimeStatus status, DateTime before, int most) =>
        Read(
            "SELECT id FROM instances WHERE status IN (1,3,5) AND status=?1 AND updated<=?2 ORDER BY updated LIMIT ?3",
            row => row.Text(0)!,
            (long)status,
            before.Ticks,
            most
        );

    public List<string> Children(string id) => Read("SELECT id FROM instances WHERE parent_id=?1", row => row.Text(0)!, id);

    public long LastKey(string table, string column) =>
        Read($"SELECT COALESCE(MAX({column}), 0) FROM {table}", row => row.Int64(0)).Single();

    /// <summary>A page of instances in the order of their creation, from after the given key.</summary>
    public List<InstanceRow> Instances(InstanceFilter filter, long afterKey, int count)
    {
        var statuses = filter.Statuses is { } wanted ? $" AND status IN ({string.Join(',', wanted.Select(status => (int)status))})" : "";
        return Read(
            $"""
            SELECT {InstanceColumns} FROM instances
            WHERE key > ?1 AND created >= ?2 AND created <= ?3 AND substr(id, 1, length(?4)) = ?4
              AND updated >= ?6 AND updated <= ?7{statuses}
            ORDER BY key LIMIT ?5
            """,
            Instance,
            afterKey,
            filter.CreatedFrom?.UtcTicks ?? 0L,
            filter.CreatedTo?.UtcTicks ?? long.MaxValue,
            filter.IdPrefix ?? "",
            count,
            filter.UpdatedFrom?.UtcTicks ?? 0L,
            filter.UpdatedTo?.UtcTicks ?? long.MaxValue
        );
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var statement in _statements.Values)
            {
                statement.Dispose();
            }

            connection.Dispose();
        }
    }

    private List<T> Read<T>(string sql, Func<Statement, T> convert, params ReadOnlySpan<object?> values)
    {
        lock (_gate)
        {
            if (!_statements.TryGetValue(sql, out var statement))
            {
                _statements[sql] = statement = new(connection, sql);
            }

            for (var index = 0; index < values.Length; index++)
            {
                if (values[index] is string text)
                {
                    statement.Bind(index + 1, text);
                }
                else
                {
                    statement.Bind(index + 1, Convert.ToInt64(values[index], CultureInfo.InvariantCulture));
                }
            }

            List<T> found = [];
            using (statement.Rows())
            {
                while (statement.Read())
                {
                    found.Add(convert(statement));
                }
            }

            return found;
        }
    }

    private static InstanceRow Instance(Statement row) =>
        new()
        {
            Key = row.Int64(0),
            Id = row.Text(1)!,
            Execution = row.Int64(2),
            Name = row.Text(3)!,
            Version = row.Text(4)!,
            Parent = Parent(row, 5),
            Status = (OrchestrationRuntimeStatus)row.Int64(9),
            CreatedAt = row.Time(10),
            UpdatedAt = row.Time(11),
            StartAt = row.IsNull(12) ? null : row.Time(12),
            IsStarted = row.Int64(13) != 0,
            Input = row.Text(14),
            Output = row.Text(15),
            CustomStatus = row.Text(16),
            Failure = row.Text(17),
            Tags = row.Text(18),
        };

    private static ParentLink? Parent(Statement row, int column) =>
        row.IsNull(column) ? null : new(row.Text(column)!, row.Text(column + 1)!, row.Int64(column + 2), row.Int32(column + 3));
}
