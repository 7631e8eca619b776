using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>The C API's <c>duckdb_result</c>: five fields it has deprecated, and the pointer that counts.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct QueryResult
{
    public ulong ColumnCount;
    public ulong RowCount;
    public ulong RowsChanged;
    public nint Columns;
    public nint ErrorMessage;
    public nint Internal;
}
