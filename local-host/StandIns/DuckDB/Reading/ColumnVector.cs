using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>One column of the current chunk, read in place.</summary>
internal sealed unsafe class ColumnVector
{
    private readonly ColumnType type;
    private readonly ColumnType storage;
    private readonly byte scale;
    private void* data;
    private ulong* validity;

    public ColumnVector(string name, nint logicalType)
    {
        Name = name;
        type = NativeMethods.TypeId(logicalType);
        if (type == ColumnType.Decimal)
        {
            storage = NativeMethods.DecimalStorage(logicalType);
            scale = NativeMethods.DecimalScale(logicalType);
        }
    }

    public string Name { get; }

    public string TypeName => type.ToString();

    public Type ClrType => type switch
    {
        ColumnType.Boolean => typeof(bool),
        ColumnType.TinyInt => typeof(sbyte),
        ColumnType.SmallInt => typeof(short),
        ColumnType.Integer => typeof(int),
        ColumnType.BigInt => typeof(long),
        ColumnType.UTinyInt => typeof(byte),
        ColumnType.USmallInt => typeof(ushort),
        ColumnType.UInteger => typeof(uint),
        ColumnType.UBigInt => typeof(ulong),
        ColumnType.Float => typeof(float),
        ColumnType.Double => typeof(double),
        ColumnType.HugeInt or ColumnType.UHugeInt => typeof(BigInteger),
        ColumnType.Decimal => typeof(decimal),
        ColumnType.Varchar => typeof(string),
        ColumnType.Blob => typeof(Stream),
        ColumnType.Date => typeof(DateOnly),
        ColumnType.Timestamp or ColumnType.TimestampS or ColumnType.TimestampMs or ColumnType.TimestampNs or ColumnType.TimestampTz =>
            typeof(DateTime),
        _ => throw new DuckDBException($"Column {Name} has DuckDB type {(int)type}, which the stand-in does not read; cast it in the query."),
    };

    public void Point(nint chunk, int column)
    {
        var vector = NativeMethods.ChunkVector(chunk, (ulong)column);
        data = NativeMethods.VectorData(vector);
        validity = NativeMethods.VectorValidity(vector);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => validity is not null && (validity[row >> 6] >> (row & 63) & 1) == 0;

    public T Get<T>(int row)
    {
        if (IsNull(row))
        {
            return default(T) is null && typeof(T).IsValueType
                ? default!
                : throw new InvalidCastException($"Column {Name} is null in this row.");
        }

        return type switch
        {
            ColumnType.Boolean => Exact<T, bool>(((byte*)data)[row] != 0),
            ColumnType.TinyInt => Integer<T, sbyte>(row),
            ColumnType.SmallInt => Integer<T, short>(row),
            ColumnType.Integer => Integer<T, int>(row),
            ColumnType.BigInt => Integer<T, long>(row),
            ColumnType.UTinyInt => Integer<T, byte>(row),
            ColumnType.USmallInt => Integer<T, ushort>(row),
            ColumnType.UInteger => Integer<T, uint>(row),
            ColumnType.UBigInt => Integer<T, ulong>(row),
            ColumnType.HugeInt => Converted<T, Int128>(Wide(row)),
            ColumnType.UHugeInt => Converted<T, UInt128>((UInt128)Wide(row)),
            ColumnType.Float => Exact<T, float>(((float*)data)[row]),
            ColumnType.Double => Exact<T, double>(((double*)data)[row]),
            ColumnType.Decimal => Exact<T, decimal>(Decimal(row)),
            ColumnType.Varchar => (T)(object)Encoding.UTF8.GetString(Bytes(row)),
            ColumnType.Blob => (T)(object)new MemoryStream(Bytes(row).ToArray(), writable: false),
            ColumnType.Date => Date<T>(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(((int*)data)[row])),
            _ => Exact<T, DateTime>(Time(row)),
        };
    }

    public object Value(int row) => type switch
    {
        ColumnType.Boolean => Get<bool>(row),
        ColumnType.TinyInt => Get<sbyte>(row),
        ColumnType.SmallInt => Get<short>(row),
        ColumnType.Integer => Get<int>(row),
        ColumnType.BigInt => Get<long>(row),
        ColumnType.UTinyInt => Get<byte>(row),
        ColumnType.USmallInt => Get<ushort>(row),
        ColumnType.UInteger => Get<uint>(row),
        ColumnType.UBigInt => Get<ulong>(row),
        ColumnType.HugeInt or ColumnType.UHugeInt => Get<BigInteger>(row),
        ColumnType.Float => Get<float>(row),
        ColumnType.Double => Get<double>(row),
        ColumnType.Decimal => Get<decimal>(row),
        ColumnType.Varchar => Get<string>(row),
        ColumnType.Blob => Get<Stream>(row),
        ColumnType.Date => Get<DateOnly>(row),
        _ => Get<DateTime>(row),
    };

    // DuckDB.NET reads floating point and decimals as what they are and throws otherwise; only integers convert, checked.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Exact<T, TStored>(TStored value) => (T)(object)value!;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Integer<T, TStored>(int row) where TStored : unmanaged, INumberBase<TStored>
    {
        var value = ((TStored*)data)[row];
        return typeof(T) == typeof(TStored) ? (T)(object)value : Converted<T, TStored>(value);
    }

    private static T Converted<T, TStored>(TStored value) where TStored : INumberBase<TStored>
    {
        if (typeof(T) == typeof(int))
            return (T)(object)int.CreateChecked(value);
        if (typeof(T) == typeof(long))
            return (T)(object)long.CreateChecked(value);
        if (typeof(T) == typeof(short))
            return (T)(object)short.CreateChecked(value);
        if (typeof(T) == typeof(byte))
            return (T)(object)byte.CreateChecked(value);
        if (typeof(T) == typeof(ulong))
            return (T)(object)ulong.CreateChecked(value);
        if (typeof(T) == typeof(BigInteger))
            return (T)(object)BigInteger.CreateChecked(value);
        return (T)(object)value;
    }

    private static T Date<T>(DateOnly date) =>
        typeof(T) == typeof(DateTime) ? (T)(object)date.ToDateTime(TimeOnly.MinValue) : (T)(object)date;

    private Int128 Wide(int row)
    {
        var value = ((HugeInt*)data)[row];
        return new Int128((ulong)value.Upper, value.Lower);
    }

    private decimal Decimal(int row)
    {
        var unscaled = storage switch
        {
            ColumnType.SmallInt => ((short*)data)[row],
            ColumnType.Integer => ((int*)data)[row],
            ColumnType.BigInt => ((long*)data)[row],
            _ => Wide(row),
        };
        var magnitude = (UInt128)(unscaled < 0 ? -unscaled : unscaled);
        var dropped = scale;
        // .NET's decimal holds 96 bits and 28 places; what is beyond them is cut, or overflows.
        for (; dropped > 28; dropped--)
            magnitude /= 10;
        if (magnitude >> 96 != 0)
            throw new OverflowException($"The decimal in column {Name} does not fit System.Decimal.");
        return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), unscaled < 0, dropped);
    }

    // duckdb_string_t: length, then up to 12 bytes in place, or 4 bytes of prefix and a pointer.
    private ReadOnlySpan<byte> Bytes(int row)
    {
        var cell = (byte*)data + row * 16L;
        var length = *(int*)cell;
        return new ReadOnlySpan<byte>(length <= 12 ? cell + 4 : *(byte**)(cell + 8), length);
    }

    private DateTime Time(int row)
    {
        var stored = ((long*)data)[row];
        var ticks = type switch
        {
            ColumnType.TimestampS => stored * TimeSpan.TicksPerSecond,
            ColumnType.TimestampMs => stored * TimeSpan.TicksPerMillisecond,
            ColumnType.TimestampNs => stored / TimeSpan.NanosecondsPerTick,
            ColumnType.Timestamp or ColumnType.TimestampTz => stored * TimeSpan.TicksPerMicrosecond,
            _ => throw new DuckDBException($"Column {Name} has DuckDB type {(int)type}, which the stand-in does not read; cast it in the query."),
        };
        return new DateTime(DateTime.UnixEpoch.Ticks + ticks, DateTimeKind.Unspecified);
    }
}
