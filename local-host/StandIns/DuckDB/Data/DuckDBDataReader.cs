using System.Collections;
using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

public class DuckDBDataReader : DbDataReader
{
    private readonly DuckDBCommand command;
    private readonly CommandBehavior behavior;
    private readonly IEnumerator<ResultHandle> results;
    private ResultHandle? result;
    private ColumnVector[] columns = [];
    private nint chunk;
    private int rows;
    private int row = -1;
    private bool closed;

    internal DuckDBDataReader(DuckDBCommand command, IEnumerable<ResultHandle> results, CommandBehavior behavior)
    {
        this.command = command;
        this.behavior = behavior;
        this.results = results.GetEnumerator();
        NextResult();
    }

    public override int Depth => 0;

    public override int FieldCount => columns.Length;

    public override bool HasRows => rows > 0;

    public override bool IsClosed => closed;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read()
    {
        if (++row < rows)
            return true;
        return rows > 0 && NextChunk() && ++row < rows;
    }

    public override sealed bool NextResult()
    {
        Release();
        while (results.MoveNext())
        {
            result = results.Current;
            if (result.Kind != ResultKind.QueryResult)
            {
                result.Dispose();
                continue;
            }

            columns = new ColumnVector[result.ColumnCount];
            for (var i = 0; i < columns.Length; i++)
            {
                var type = result.LogicalType(i);
                columns[i] = new ColumnVector(result.ColumnName(i), type);
                NativeMethods.DestroyLogicalType(ref type);
            }

            NextChunk();
            return true;
        }

        return false;
    }

    public override bool GetBoolean(int ordinal) => GetFieldValue<bool>(ordinal);

    public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException();

    public override string GetDataTypeName(int ordinal) => columns[ordinal].TypeName;

    public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

    public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

    public override double GetDouble(int ordinal) => GetFieldValue<double>(ordinal);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this, behavior == CommandBehavior.CloseConnection);

    public override Type GetFieldType(int ordinal) => columns[ordinal].ClrType;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override T GetFieldValue<T>(int ordinal) => Column(ordinal).Get<T>(row);

    public override float GetFloat(int ordinal) => GetFieldValue<float>(ordinal);

    public override Guid GetGuid(int ordinal) => GetFieldValue<Guid>(ordinal);

    public override short GetInt16(int ordinal) => GetFieldValue<short>(ordinal);

    public override int GetInt32(int ordinal) => GetFieldValue<int>(ordinal);

    public override long GetInt64(int ordinal) => GetFieldValue<long>(ordinal);

    public override string GetName(int ordinal) => columns[ordinal].Name;

    public override int GetOrdinal(string name) =>
        Array.FindIndex(columns, column => column.Name == name) is >= 0 and var ordinal
            ? ordinal
            : throw new DuckDBException($"Column with name {name} was not found.");

    public override Stream GetStream(int ordinal) => GetFieldValue<Stream>(ordinal);

    public override string GetString(int ordinal) => GetFieldValue<string>(ordinal);

    public override object GetValue(int ordinal) => Column(ordinal).IsNull(row) ? DBNull.Value : columns[ordinal].Value(row);

    public override int GetValues(object[] values)
    {
        for (var i = 0; i < columns.Length; i++)
            values[i] = GetValue(i);
        return columns.Length;
    }

    public override bool IsDBNull(int ordinal) => Column(ordinal).IsNull(row);

    public override void Close()
    {
        if (closed)
            return;
        closed = true;
        Release();
        results.Dispose();
        if (behavior == CommandBehavior.CloseConnection)
            command.Connection?.Close();
    }

    private ColumnVector Column(int ordinal) =>
        (uint)row < (uint)rows ? columns[ordinal] : throw new InvalidOperationException("No row has been read");

    private bool NextChunk()
    {
        if (chunk != 0)
            NativeMethods.DestroyChunk(ref chunk);
        chunk = result!.Fetch();
        row = -1;
        rows = chunk == 0 ? 0 : (int)NativeMethods.ChunkSize(chunk);
        for (var i = 0; rows > 0 && i < columns.Length; i++)
            columns[i].Point(chunk, i);
        return rows > 0;
    }

    private void Release()
    {
        if (chunk != 0)
            NativeMethods.DestroyChunk(ref chunk);
        result?.Dispose();
        result = null;
        columns = [];
        rows = 0;
        row = -1;
    }
}
