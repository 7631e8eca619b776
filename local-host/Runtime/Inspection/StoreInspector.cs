using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Inspection;

/// <summary>Looks at the durable database from outside, also while a host runs on it: it only reads.</summary>
public sealed class StoreInspector : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly StoreReader _reader;

    private StoreInspector(SqliteConnection connection)
    {
        _connection = connection;
        _reader = new(connection);
    }

    /// <exception cref="DurableRuntimeException">There is no such database, or it cannot be read.</exception>
    public static StoreInspector Open(string databasePath)
    {
        if (!File.Exists(databasePath))
        {
            throw new DurableRuntimeException($"There is no durable database at '{databasePath}'.");
        }

        SQLitePCL.Batteries_V2.Init();
        SqliteConnection connection = new(
            new SqliteConnectionStringBuilder
            {
                DataSource = databasePath,
                Pooling = false,
                Mode = SqliteOpenMode.ReadOnly,
            }.ToString()
        );
        try
        {
            connection.Open();
            StoreDatabase.Execute(connection, "PRAGMA busy_timeout=10000");
            return new(connection);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new DurableRuntimeException($"The durable database '{databasePath}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The instances of those statuses (all without any) whose ids begin with the text, in the order of their creation.</summary>
    public IReadOnlyList<InstanceSummary> List(IReadOnlyList<OrchestrationRuntimeStatus> statuses, string? prefix, int most) =>
        _reader.Instances(new(null, null, statuses.Count > 0 ? statuses : null, prefix), 0, most).ConvertAll(Summary);

    public InstanceSummary? Find(string id) => _reader.FindInstance(id) is { } row ? Summary(row) : null;

    public RecordedHistory? Export(string id) =>
        _reader.FindInstance(id) is { } row
            ? new()
            {
                InstanceId = row.Id,
                Name = row.Name,
                Version = row.Version,
                Execution = row.Execution,
                ParentId = row.Parent?.InstanceId,
                ParentName = row.Parent?.Name,
                Status = row.Status,
                Input = row.Input,
                Events = _reader.History(row.Key).ConvertAll(RecordedEvent.Of),
            }
            : null;

    /// <summary>Where status, history and pending work disagree.</summary>
    public IReadOnlyList<Inconsistency> FindDisagreements() => StoreAudit.Find(_connection);

    /// <summary>Copies the database, as it is at one moment, to a file that is not there yet; a running host goes on meanwhile.</summary>
    public void BackUp(string path)
    {
        if (File.Exists(path))
        {
            throw new DurableRuntimeException($"'{path}' exists already, and a backup does not write over it. Name another file.");
        }

        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "VACUUM INTO $path";
            command.Parameters.AddWithValue("$path", path);
            command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            throw new DurableRuntimeException($"The backup to '{path}' failed: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _connection.Dispose();
    }

    private static InstanceSummary Summary(InstanceRow row) =>
        new(
            row.Id,
            row.Name,
            row.Status,
            row.CreatedAt,
            row.UpdatedAt,
            row.CustomStatus,
            row.Failure is { } failure ? StoredFailure.Read(failure).ToString() : null
        );
}
