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

    public InstanceRow? FindInstance(string id)
        => Read($"SELECT {InstanceColumns} FROM instances WHERE id=?1", Instance, id).FirstOrDefault();

    public List<HistoryEvent> History(long key) => Read(
        "SELECT kind, task, name, target, payload, at FROM history WHERE key=?1 ORDER BY position",
        row => new HistoryEvent(
            (HistoryKind)row.GetInt64(0), row.GetInt32(1), Text(row, 2), Text(row, 3), Text(row, 4), Time(row, 5)),
        key);

    public List<ActivityRow> Activities() => Read(
        "SELECT row, instance_id, execution, task, name, input FROM activities ORDER BY row",
        row => new ActivityRow(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt32(3), row.GetString(4), Text(row, 5)));

    public List<TimerRow> Timers() => Read(
        "SELECT key, instance_id, execution, task, at FROM timers",
        row => new TimerRow(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt32(3), Time(row, 4)));

    public List<MessageRow> Messages() => Read(
        "SELECT row, target, kind, name, payload, parent_id, parent_name, parent_execution, parent_task, version FROM messages ORDER BY row",
        row => new MessageRow(
            row.GetInt64(0), row.GetString(1), (MessageKind)row.GetInt64(2), Text(row, 3), Text(row, 4), Parent(row, 5), Text(row, 9)));

    /// <summary>Instances whose first turn was not committed, and that no timer will start.</summary>
    public List<string> UnstartedInstances() => Read(
        "SELECT id FROM instances WHERE started=0 AND status IN (?1, ?2) AND key NOT IN (SELECT key FROM timers WHERE task=?3) ORDER BY key",
        row => row.GetString(0),
        (long)OrchestrationRuntimeStatus.Pending, (long)OrchestrationRuntimeStatus.Running, TimerRow.Start);

    public List<string> Children(string id) => Read("SELECT id FROM instances WHERE parent_id=?1", row => row.GetString(0), id);

    public long LastKey(string table, string column)
        => Read($"SELECT COALESCE(MAX({column}), 0) FROM {table}", row => row.GetInt64(0)).Single();

    /// <summary>A page of instances in the order of their creation, from after the given key.</summary>
    public List<InstanceRow> Instances(InstanceFilter filter, long afterKey, int count)
    {
        string statuses = filter.Statuses is { } wanted ? $" AND status IN ({string.Join(',', wanted.Select(status => (int)status))})" : "";
        return Read(
            $"""
            SELECT {InstanceColumns} FROM instances
            WHERE key > ?1 AND created >= ?2 AND created <= ?3 AND substr(id, 1, length(?4)) = ?4{statuses} ORDER BY key LIMIT ?5
            """,
            Instance,
            afterKey, filter.CreatedFrom?.UtcTicks ?? 0L, filter.CreatedTo?.UtcTicks ?? long.MaxValue, filter.IdPrefix ?? "", count);
    }

    public void Dispose()
    {
        lock (_gate)
            connection.Dispose();
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> convert, params ReadOnlySpan<object?> values)
    {
        lock (_gate)
        {
            using Statement statement = new(connection, values.Length, sql);
            using SqliteDataReader rows = statement.Query(values);
            List<T> found = [];
            while (rows.Read())
                found.Add(convert(rows));
            return found;
        }
    }

    private static InstanceRow Instance(SqliteDataReader row) => new()
    {
        Key = row.GetInt64(0),
        Id = row.GetString(1),
        Execution = row.GetInt64(2),
        Name = row.GetString(3),
        Version = row.GetString(4),
        Parent = Parent(row, 5),
        Status = (OrchestrationRuntimeStatus)row.GetInt64(9),
        CreatedAt = Time(row, 10),
        UpdatedAt = Time(row, 11),
        StartAt = row.IsDBNull(12) ? null : Time(row, 12),
        IsStarted = row.GetBoolean(13),
        Input = Text(row, 14),
        Output = Text(row, 15),
        CustomStatus = Text(row, 16),
        Failure = Text(row, 17),
        Tags = Text(row, 18),
    };

    private static ParentLink? Parent(SqliteDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new(row.GetString(column), row.GetString(column + 1), row.GetInt64(column + 2), row.GetInt32(column + 3));

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTime Time(SqliteDataReader row, int column) => new(row.GetInt64(column), DateTimeKind.Utc);
}
