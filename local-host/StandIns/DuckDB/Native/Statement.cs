using System.Runtime.InteropServices;
using System.Text;
using DuckDB.NET.Data;

namespace DuckDB.NET.Native;

/// <summary>Runs the statements of one command text in order, each prepared after the one before it has run.</summary>
internal static unsafe class Statement
{
    public static IEnumerable<ResultHandle> Run(nint connection, string text, DuckDBParameterCollection parameters, bool streaming)
    {
        var count = NativeMethods.ExtractStatements(connection, text, out var statements);
        try
        {
            if (count == 0)
                throw new DuckDBException(Text(NativeMethods.ExtractStatementsError(statements)) ?? "The command has no statement.",
                    DuckDBErrorType.Parser);
            for (ulong index = 0; index < count; index++)
                yield return RunOne(connection, statements, index, parameters, streaming);
        }
        finally
        {
            NativeMethods.DestroyExtracted(ref statements);
        }
    }

    public static string? Text(nint utf8) => Marshal.PtrToStringUTF8(utf8);

    private static ResultHandle RunOne(nint connection, nint statements, ulong index, DuckDBParameterCollection parameters, bool streaming)
    {
        var prepared = NativeMethods.PrepareExtracted(connection, statements, index, out var statement);
        try
        {
            if (prepared != 0)
                throw new DuckDBException(Text(NativeMethods.PrepareError(statement)) ?? "The statement could not be prepared.");
            Bind(statement, parameters);
            var state = streaming
                ? NativeMethods.ExecuteStreaming(statement, out var result)
                : NativeMethods.Execute(statement, out result);
            var handle = new ResultHandle(result);
            if (state != 0)
                throw handle.Failure();
            return handle;
        }
        finally
        {
            NativeMethods.DestroyPrepare(ref statement);
        }
    }

    private static void Bind(nint statement, DuckDBParameterCollection parameters)
    {
        var expected = NativeMethods.ParameterCount(statement);
        if ((ulong)parameters.Count < expected)
            throw new InvalidOperationException($"Invalid number of parameters. Expected {expected}, got {parameters.Count}");
        var byName = parameters.Cast<DuckDBParameter>().Any(parameter => parameter.ParameterName.Length > 0);
        for (var i = 0; byName ? i < parameters.Count : (ulong)i < expected; i++)
        {
            var index = (ulong)i + 1;
            if (byName && NativeMethods.BindParameterIndex(statement, out index, parameters[i].ParameterName) != 0)
                continue;
            if (BindValue(statement, index, parameters[i].Value) != 0)
                throw new InvalidOperationException($"Unable to bind parameter {index}: {Text(NativeMethods.PrepareError(statement))}");
        }
    }

    private static int BindValue(nint statement, ulong index, object? value) => value switch
    {
        null or DBNull => NativeMethods.BindNull(statement, index),
        bool flag => NativeMethods.BindBoolean(statement, index, flag ? (byte)1 : (byte)0),
        sbyte or byte or short or ushort or int => NativeMethods.BindInt32(statement, index, Convert.ToInt32(value, null)),
        uint or long => NativeMethods.BindInt64(statement, index, Convert.ToInt64(value, null)),
        ulong number => NativeMethods.BindUInt64(statement, index, number),
        float number => NativeMethods.BindFloat(statement, index, number),
        double number => NativeMethods.BindDouble(statement, index, number),
        decimal number => NativeMethods.BindDecimal(statement, index, DecimalValue.From(number)),
        DateOnly date => NativeMethods.BindDate(statement, index, date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
        DateTime time => NativeMethods.BindTimestamp(statement, index, (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond),
        string text => BindBytes(statement, index, Encoding.UTF8.GetBytes(text), blob: false),
        byte[] bytes => BindBytes(statement, index, bytes, blob: true),
        _ => throw new InvalidOperationException($"A value of type {value.GetType().Name} cannot be bound to parameter {index}."),
    };

    private static int BindBytes(nint statement, ulong index, byte[] bytes, bool blob)
    {
        // An empty array has no address, and DuckDB takes a null pointer for a missing argument.
        byte nothing = 0;
        fixed (byte* data = bytes)
        {
            var start = data is null ? &nothing : data;
            return blob
                ? NativeMethods.BindBlob(statement, index, start, (ulong)bytes.Length)
                : NativeMethods.BindVarchar(statement, index, start, (ulong)bytes.Length);
        }
    }
}
