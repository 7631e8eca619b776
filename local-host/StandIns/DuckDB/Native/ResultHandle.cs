using DuckDB.NET.Data;

namespace DuckDB.NET.Native;

/// <summary>Owns one native result and hands out its chunks.</summary>
internal sealed class ResultHandle(QueryResult result) : IDisposable
{
    private QueryResult result = result;
    private bool closed;

    public ResultKind Kind => NativeMethods.ResultReturnType(result);

    public int RowsChanged => (int)NativeMethods.RowsChanged(ref result);

    public int ColumnCount => (int)NativeMethods.ColumnCount(ref result);

    public string ColumnName(int column) => Statement.Text(NativeMethods.ColumnName(ref result, (ulong)column)) ?? "";

    /// <summary>The caller destroys it.</summary>
    public nint LogicalType(int column) => NativeMethods.ColumnLogicalType(ref result, (ulong)column);

    /// <summary>The next chunk, which the caller destroys, or 0 after the last.</summary>
    public nint Fetch()
    {
        var chunk = NativeMethods.FetchChunk(result);
        if (chunk == 0 && Statement.Text(NativeMethods.ResultError(ref result)) is { Length: > 0 })
            throw Failure();
        return chunk;
    }

    /// <summary>What DuckDB says went wrong; closes the result.</summary>
    public Exception Failure()
    {
        var message = Statement.Text(NativeMethods.ResultError(ref result)) is { Length: > 0 } text ? text : "DuckDB execution failed";
        var type = NativeMethods.ResultErrorType(ref result);
        Dispose();
        return type == DuckDBErrorType.Interrupt ? new OperationCanceledException(message) : new DuckDBException(message, type);
    }

    public void Dispose()
    {
        if (closed)
            return;
        closed = true;
        NativeMethods.DestroyResult(ref result);
    }
}
