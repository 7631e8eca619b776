using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace ServerlessML.Ml.Data;

/// <summary>A database in memory that can read the given files, and nothing else of this machine or its network.</summary>
internal sealed class DataSession : IDisposable
{
    // Failures while preparing have no type, only these words in front.
    private static readonly string[] MachineErrors = ["Out of Memory Error", "Permission Error", "INTERNAL Error", "FATAL Error"];
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    private readonly List<string> _paths;

    private DataSession(List<string> paths) => this._paths = paths;

    public static DataSession Open(IEnumerable<LocalDataFile> files, DataEngine engine)
    {
        var paths = files.Select(Readable).ToList();
        var session = new DataSession(paths);
        try
        {
            session._connection.Open();
            session.Run(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    SET threads = {Math.Max(1, engine.Threads)};
                    SET memory_limit = '{engine.Memory}MB';
                    SET temp_directory = {Sql.Literal(engine.SpillDirectory)};
                    SET preserve_insertion_order = true;
                    SET autoinstall_known_extensions = false;
                    SET autoload_known_extensions = false;
                    SET allowed_paths = [{Sql.List(paths)}];
                    SET enable_external_access = false;
                    SET lock_configuration = true
                    """
                )
            );
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the engine failed because of what is in the files, not for want of memory, disk or correctness: a full disk rejects no
    /// batch.
    /// </summary>
    public bool IsAboutData(DuckDBException failure) =>
        failure.ErrorType
            is not (
                DuckDBErrorType.OutOfMemory
                or DuckDBErrorType.Internal
                or DuckDBErrorType.Fatal
                or DuckDBErrorType.Interrupt
                or DuckDBErrorType.Permission
            )
        && !MachineErrors.Any(start => failure.Message.StartsWith(start, StringComparison.Ordinal))
        && (!failure.Message.StartsWith("IO Error", StringComparison.Ordinal) || IsShortFile(failure.Message));

    public void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    public IEnumerable<DuckDBDataReader> Rows(string sql)
    {
        using var command = Command(sql);
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader;
        }
    }

    public void Dispose() => _connection.Dispose();

    private static string Readable(LocalDataFile file)
    {
        if (!File.Exists(file.Path))
        {
            throw new FileNotFoundException($"{file.Name} is not there: it was deleted, or never fetched.", file.Path);
        }

        // DuckDB would read them as a pattern over several files.
        return file.Path.AsSpan().IndexOfAny("*?[") < 0
            ? Path.GetFullPath(file.Path)
            : throw new ArgumentException($"The local path of {file.Name} has wildcard characters in it.");
    }

    // A truncated file fails as a read past its end, which names it; trouble with the disk says so or names another file.
    private bool IsShortFile(string message) =>
        _paths.Exists(path => message.Contains($"\"{path}\"", StringComparison.Ordinal))
        && !message.Contains("Input/output error", StringComparison.Ordinal)
        && !message.Contains("No space left", StringComparison.Ordinal);

    private DuckDBCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        // CA2100: every text from data goes through Sql.Literal or Sql.Name.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
