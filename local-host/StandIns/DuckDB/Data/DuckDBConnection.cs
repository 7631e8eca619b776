using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>A connection with a database of its own: in memory, or the file that the connection string names.</summary>
public class DuckDBConnection : DbConnection
{
    private nint database;
    private nint connection;
    private ConnectionState state;

    public DuckDBConnection() => ConnectionString = "";

    public DuckDBConnection(string connectionString) => ConnectionString = connectionString;

    [AllowNull]
    public override string ConnectionString { get; set; }

    public override string Database => DataSource;

    public override string DataSource => Options.TryGetValue("DataSource", out var source) || Options.TryGetValue("Data Source", out source)
        ? source.ToString()!
        : throw new InvalidOperationException("Connection string must be specified.");

    public override string ServerVersion => Statement.Text(NativeMethods.LibraryVersion())!;

    public override ConnectionState State => state;

    internal DuckDBTransaction? Transaction { get; set; }

    internal nint Handle => state == ConnectionState.Open ? connection : throw new InvalidOperationException("Connection is not open.");

    private DbConnectionStringBuilder Options => new() { ConnectionString = ConnectionString };

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open()
    {
        if (state == ConnectionState.Open)
            throw new InvalidOperationException("Connection is already open.");
        _ = NativeMethods.CreateConfig(out var config);
        try
        {
            foreach (string key in Options.Keys)
            {
                if (!IsDataSource(key) && NativeMethods.SetConfig(config, key, Options[key].ToString()!) != 0)
                    throw new DuckDBException($"Unrecognized configuration property \"{key}\"", DuckDBErrorType.Settings);
            }

            if (NativeMethods.Open(DataSource, out database, config, out var error) != 0)
            {
                var message = Statement.Text(error) ?? $"Could not open {DataSource}.";
                NativeMethods.Free(error);
                throw new DuckDBException(message, DuckDBErrorType.Io);
            }
        }
        finally
        {
            NativeMethods.DestroyConfig(ref config);
        }

        if (NativeMethods.Connect(database, out connection) != 0)
        {
            NativeMethods.Close(ref database);
            throw new DuckDBException($"Could not connect to {DataSource}.", DuckDBErrorType.Connection);
        }

        state = ConnectionState.Open;
    }

    public override void Close()
    {
        if (state == ConnectionState.Closed)
            throw new InvalidOperationException("Connection is already closed.");
        state = ConnectionState.Closed;
        NativeMethods.Disconnect(ref connection);
        NativeMethods.Close(ref database);
    }

    public new DuckDBTransaction BeginTransaction() =>
        (DuckDBTransaction)BeginDbTransaction(IsolationLevel.Unspecified);

    public new virtual DuckDBCommand CreateCommand() => new() { Connection = this, Transaction = Transaction };

    internal void Run(string statement)
    {
        using var command = CreateCommand();
        // CA2100: the transaction's own words.
#pragma warning disable CA2100
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        if (Transaction is not null)
            throw new InvalidOperationException("Already in a transaction.");
        return Transaction = new DuckDBTransaction(this, isolationLevel);
    }

    protected override DbCommand CreateDbCommand() => CreateCommand();

    protected override void Dispose(bool disposing)
    {
        if (disposing && state == ConnectionState.Open)
            Close();
        base.Dispose(disposing);
    }

    private static bool IsDataSource(string key) =>
        key.Equals("DataSource", StringComparison.OrdinalIgnoreCase) || key.Equals("Data Source", StringComparison.OrdinalIgnoreCase);
}
