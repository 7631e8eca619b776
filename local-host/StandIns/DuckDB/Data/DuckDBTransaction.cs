using System.Data;
using System.Data.Common;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

public class DuckDBTransaction : DbTransaction
{
    private readonly DuckDBConnection connection;
    private bool finished;

    public DuckDBTransaction(DuckDBConnection connection, IsolationLevel isolationLevel)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (isolationLevel is not (IsolationLevel.Snapshot or IsolationLevel.Unspecified))
            throw new ArgumentException($"Unsupported isolation level: {isolationLevel}", nameof(isolationLevel));
        this.connection = connection;
        IsolationLevel = isolationLevel;
        connection.Run("BEGIN TRANSACTION");
    }

    public override IsolationLevel IsolationLevel { get; }

    protected override DbConnection DbConnection => connection;

    public override void Commit() => Finish("COMMIT");

    public override void Rollback() => Finish("ROLLBACK");

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && !finished && connection.State == ConnectionState.Open)
            Rollback();
    }

    private void Finish(string statement)
    {
        if (finished)
            throw new InvalidOperationException("Transaction has already been finished.");
        try
        {
            connection.Run(statement);
            Close();
        }
        catch (DuckDBException failure) when (failure.ErrorType == DuckDBErrorType.Transaction)
        {
            // DuckDB has ended it whatever the answer was.
            Close();
            throw;
        }
    }

    private void Close()
    {
        finished = true;
        connection.Transaction = null;
    }
}
