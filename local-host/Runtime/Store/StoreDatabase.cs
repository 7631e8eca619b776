using Microsoft.Data.Sqlite;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>Opens connections to the database and makes its tables.</summary>
internal sealed class StoreDatabase
{
    private const long SchemaVersion = 1;

    private const string Tables = """
        CREATE TABLE instances(
          key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, execution INTEGER NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
          parent_id TEXT, parent_name TEXT, parent_execution INTEGER, parent_task INTEGER,
          status INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, start_at INTEGER, started INTEGER NOT NULL,
          input TEXT, output TEXT, custom_status TEXT, failure TEXT, tags TEXT);
        CREATE INDEX instances_parent ON instances(parent_id) WHERE parent_id IS NOT NULL;
        CREATE TABLE history(
          key INTEGER NOT NULL, position INTEGER NOT NULL, kind INTEGER NOT NULL, task INTEGER NOT NULL, name TEXT, target TEXT,
          payload TEXT, at INTEGER NOT NULL, PRIMARY KEY(key, position)) WITHOUT ROWID;
        CREATE TABLE activities(
          row INTEGER PRIMARY KEY, instance_id TEXT NOT NULL, execution INTEGER NOT NULL, task INTEGER NOT NULL, name TEXT NOT NULL, input TEXT);
        CREATE TABLE timers(
          key INTEGER NOT NULL, task INTEGER NOT NULL, instance_id TEXT NOT NULL, execution INTEGER NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY(key, task)) WITHOUT ROWID;
        CREATE TABLE messages(
          row INTEGER PRIMARY KEY, target TEXT NOT NULL, kind INTEGER NOT NULL, name TEXT, payload TEXT,
          parent_id TEXT, parent_name TEXT, parent_execution INTEGER, parent_task INTEGER, version TEXT);
        """;

    private readonly string _connectionString;
    private readonly DurableRuntimeOptions _options;

    public StoreDatabase(DurableRuntimeOptions options)
    {
        SQLitePCL.Batteries_V2.Init();
        _options = options;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = options.DatabasePath, Pooling = false }.ToString();
    }

    public SqliteConnection Open()
    {
        SqliteConnection connection = new(_connectionString);
        try
        {
            connection.Open();
            // Full: a commit that was answered is on the disk, so that a killed process, or a power cut, loses none.
            Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;");
            if (_options.MaxDatabaseBytes is { } limit)
            {
                Execute(connection, $"PRAGMA max_page_count={limit / Read(connection, "PRAGMA page_size")}");
            }

            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw Unusable(error);
        }
    }

    public void MakeTables()
    {
        using var connection = Open();
        try
        {
            var version = Read(connection, "PRAGMA user_version");
            if (version is not (0 or SchemaVersion))
            {
                throw new DurableRuntimeException(
                    $"The durable database '{_options.DatabasePath}' is of version {version}, but this build knows "
                        + $"{SchemaVersion}. Start the build that wrote it."
                );
            }

            if (version == 0)
            {
                Execute(connection, $"BEGIN IMMEDIATE; {Tables} PRAGMA user_version={SchemaVersion}; COMMIT;");
            }
            // Only what has finished is in it, so that a running instance's turns do not touch it.
            Execute(connection, "CREATE INDEX IF NOT EXISTS instances_finished ON instances(updated) WHERE status IN (1,3,5)");
        }
        catch (SqliteException error)
        {
            throw Unusable(error);
        }
    }

    public DurableRuntimeException Unusable(Exception error) =>
        new(
            $"The durable database '{_options.DatabasePath}' cannot be used: {error.Message} Nothing that was committed is lost; "
                + "the runtime has stopped, and a restart resumes from the last commit.",
            error
        );

    public static long Read(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        return command.ExecuteScalar() is long value ? value : 0;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this project.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
