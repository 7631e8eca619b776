using Microsoft.Data.Sqlite;

namespace ServerlessML.LocalHost.Hosting.State;

/// <summary>
/// What the triggers must remember over a restart: which blobs an event was sent for, and when timers are due. One SQLite file, every write
/// synced.
/// </summary>
public sealed class HostState : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _turn = new();

    public HostState(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA busy_timeout = 5000;
            DROP TABLE IF EXISTS receipts;
            CREATE TABLE IF NOT EXISTS sent_blobs (
                container TEXT NOT NULL, name TEXT NOT NULL, etag TEXT NOT NULL, PRIMARY KEY (container, name)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS timers (function TEXT PRIMARY KEY, last INTEGER NOT NULL, next INTEGER NOT NULL) WITHOUT ROWID;
            """
        );
    }

    public SentBlobs SentBlobs(string container) => new(this, container);

    internal void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        lock (_turn)
        {
            using var command = Command(sql, parameters);
            command.ExecuteNonQuery();
        }
    }

    internal List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        lock (_turn)
        {
            using var command = Command(sql, parameters);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every caller's text is a constant; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
