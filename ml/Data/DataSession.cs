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
    private readonly Dictionary<LocalDataFile, PlainFile> _plain = [];
    private readonly List<string> _copies = [];

    private DataSession(List<string> paths) => this._paths = paths;

    /// <summary>A session over the files as they are read: unpacked, and in UTF-8, by copies that are gone with the session.</summary>
    /// <exception cref="UnreadableFileException">A file cannot be unpacked or decoded.</exception>
    public static DataSession Open(IReadOnlyList<LocalDataFile> files, DataContract contract, DataEngine engine)
    {
        List<string> copies = [];
        Dictionary<LocalDataFile, PlainFile> plain = [];
        try
        {
            foreach (var file in files)
            {
                _ = Readable(file);
                plain[file] = PlainFile.Of(file, contract.Format, () =>
                {
                    Directory.CreateDirectory(engine.SpillDirectory);
                    copies.Add(Path.Combine(Path.GetFullPath(engine.SpillDirectory), Guid.NewGuid().ToString("n")));
                    return copies[^1];
                });
            }

            var session = Open(plain.Values.Select(file => file.File), engine);
            session._copies.AddRange(copies);
            foreach (var (file, made) in plain)
            {
                session._plain[file] = made;
            }

            return session;
        }
        catch
        {
            copies.ForEach(File.Delete);
            throw;
        }
    }

    public static DataSession Open(IEnumerable<LocalDataFile> files, DataEngine engine)
    {
        var paths = files.Select(Readable).ToList();
        var session = new DataSession(paths);
        try
        {
            session._connection.Open();
            DateCells.Register(session._connection);
            WordCells.Register(session._connection);
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

    /// <summary>The file as it is read.</summary>
    public PlainFile Plain(LocalDataFile file) => _plain[file];

    /// <summary>Replaces texts of a column of the shard's table; an empty one by null.</summary>
    public void Replace(string column, IReadOnlyCollection<(string From, string To)> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        Run("CREATE OR REPLACE TEMP TABLE replaced (a VARCHAR, b VARCHAR)");
        using (var rows = _connection.CreateAppender("replaced"))
        {
            foreach (var (from, to) in texts)
            {
                rows.CreateRow().AppendValue(from).AppendValue(to).EndRow();
            }
        }

        Run($"UPDATE shard SET {column} = NULLIF(b, '') FROM replaced WHERE {column} = a");
    }

    public void Dispose()
    {
        _connection.Dispose();
        _copies.ForEach(File.Delete);
    }

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
