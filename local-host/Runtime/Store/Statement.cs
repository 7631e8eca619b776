using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>
/// A prepared statement whose parameters are numbered ?1, ?2, … It speaks to SQLite itself: the provider's commands cost several times
/// what a small insert does.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Runs it; <see cref="Bind(int, long)"/> and its like have set the parameters.</summary>
    public void Run()
    {
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            Check(result);
        }
    }

    public void Run(long value)
    {
        Bind(1, value);
        Run();
    }

    /// <summary>What ends the reading of rows, so that it holds no snapshot of the database.</summary>
    public Reading Rows() => new(_statement);

    public bool Read()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            Check(result);
        }

        return result == raw.SQLITE_ROW;
    }

    /// <summary>The first column of all rows.</summary>
    public List<string> Texts()
    {
        List<string> texts = [];
        while (Read())
        {
            texts.Add(Text(0)!);
        }

        return texts;
    }

    public Statement Bind(int number, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, number, value));
        return this;
    }

    public Statement Bind(int number, long? value) => value is { } given ? Bind(number, given) : BindNull(number);

    public Statement Bind(int number, string? value)
    {
        if (value is null)
        {
            return BindNull(number);
        }

        if (value.Length == 0)
        {
            // An empty span has no address, and SQLite would take it for null.
            Check(raw.sqlite3_bind_text(_statement, number, value));
            return this;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, bytes);
        Check(raw.sqlite3_bind_text(_statement, number, bytes.AsSpan(0, length)));
        ArrayPool<byte>.Shared.Return(bytes);
        return this;
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Int32(int column) => raw.sqlite3_column_int(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public DateTime Time(int column) => new(Int64(column), DateTimeKind.Utc);

    public void Dispose() => _statement.Dispose();

    private Statement BindNull(int number)
    {
        Check(raw.sqlite3_bind_null(_statement, number));
        return this;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), result, raw.sqlite3_extended_errcode(_database));
        }
    }

    internal readonly struct Reading(sqlite3_stmt statement) : IDisposable
    {
        public void Dispose() => _ = raw.sqlite3_reset(statement);
    }
}
