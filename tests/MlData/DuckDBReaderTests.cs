using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;

namespace ServerlessML.Tests.MlData;

public sealed class DuckDBReaderTests : IDisposable
{
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    public DuckDBReaderTests() => connection.Open();

    public static TheoryData<string, object> Values => new()
    {
        { "true", true },
        { "(-7)::TINYINT", (sbyte)-7 },
        { "(-700)::SMALLINT", (short)-700 },
        { "(-70000)::INTEGER", -70000 },
        { "(-7000000000)::BIGINT", -7_000_000_000L },
        { "200::UTINYINT", (byte)200 },
        { "60000::USMALLINT", (ushort)60000 },
        { "4000000000::UINTEGER", 4_000_000_000u },
        { "18446744073709551615::UBIGINT", ulong.MaxValue },
        { "(-170141183460469231731687303715884105727)::HUGEINT", BigInteger.Parse("-170141183460469231731687303715884105727", CultureInfo.InvariantCulture) },
        { "340282366920938463463374607431768211455::UHUGEINT", BigInteger.Parse("340282366920938463463374607431768211455", CultureInfo.InvariantCulture) },
        { "1.5::FLOAT", 1.5f },
        { "0.1::DOUBLE", 0.1 },
        { "'NaN'::DOUBLE", double.NaN },
        { "12.34::DECIMAL(4,2)", 12.34m },
        { "(-12.345)::DECIMAL(9,3)", -12.345m },
        { "1234567.8901::DECIMAL(18,4)", 1234567.8901m },
        { "(-12345678901234567890.12345)::DECIMAL(38,5)", -12345678901234567890.12345m },
        { "''", "" },
        { "'twelve bytes'", "twelve bytes" },
        { "'thirteen byte'", "thirteen byte" },
        { "'Zürich 東京 🛫'", "Zürich 東京 🛫" },
        { "repeat('x', 100000)", new string('x', 100_000) },
        { "DATE '1969-12-31'", new DateOnly(1969, 12, 31) },
        { "TIMESTAMP '2001-01-31 23:59:59.123456'", new DateTime(2001, 1, 31, 23, 59, 59, 123, 456) },
        { "'2001-01-31 23:59:59'::TIMESTAMP_S", new DateTime(2001, 1, 31, 23, 59, 59) },
        { "'2001-01-31 23:59:59.123'::TIMESTAMP_MS", new DateTime(2001, 1, 31, 23, 59, 59, 123) },
        { "'1960-01-31 23:59:59.1234567'::TIMESTAMP_NS", new DateTime(1960, 1, 31, 23, 59, 59, 123, 456).AddTicks(7) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void GetValue_OfEachType_IsTheClrValue(string sql, object expected)
    {
        using var reader = Query($"SELECT {sql} AS v");
        Assert.True(reader.Read());
        Assert.Equal(expected.GetType(), reader.GetFieldType(0));
        Assert.Equal(expected, reader.GetValue(0));
        Assert.False(reader.Read());
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void IsDBNull_OfEachType_TellsNullFromValue(string sql, object expected)
    {
        using var reader = Query($"SELECT CASE WHEN i <> 1 THEN {sql} END FROM range(3) r(i) ORDER BY i");
        Assert.True(reader.Read());
        Assert.Equal(expected, reader.GetValue(0));
        Assert.True(reader.Read());
        Assert.True(reader.IsDBNull(0));
        Assert.Equal(DBNull.Value, reader[0]);
        Assert.Throws<InvalidCastException>(() => reader.GetString(0));
        Assert.True(reader.Read());
        Assert.False(reader.IsDBNull(0));
    }

    [Fact]
    public void GetStream_OfBlob_HoldsItsBytes()
    {
        using var reader = Query("SELECT '\\x00\\xFFab'::BLOB, ''::BLOB");
        reader.Read();
        var bytes = new byte[10];
        Assert.Equal(4, reader.GetStream(0).Read(bytes));
        Assert.Equal(new byte[] { 0, 255, 97, 98 }, bytes[..4]);
        Assert.Equal(0, reader.GetStream(1).Length);
    }

    [Fact]
    public void GetInt32_OfOtherIntegers_ConvertsChecked()
    {
        using var reader = Query("SELECT 7::TINYINT, 7::BIGINT, 7::HUGEINT, 5000000000::BIGINT");
        reader.Read();
        Assert.Equal([7, 7, 7], [reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2)]);
        Assert.Throws<OverflowException>(() => reader.GetInt32(3));
        Assert.Throws<InvalidCastException>(() => reader.GetDouble(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_ManyChunks_GivesEveryRowInOrder(bool streaming)
    {
        using var command = new DuckDBCommand("SELECT i, CASE WHEN i % 3 = 0 THEN 'v' || i END FROM range(10000) r(i)", connection)
        {
            UseStreamingMode = streaming,
        };
        using var reader = command.ExecuteReader();
        var row = 0;
        for (; reader.Read(); row++)
        {
            Assert.Equal(row, reader.GetInt64(0));
            Assert.Equal(row % 3 != 0, reader.IsDBNull(1));
            if (row % 3 == 0)
            {
                Assert.Equal($"v{row}", reader.GetString(1));
            }
        }

        Assert.Equal(10_000, row);
        Assert.Throws<InvalidOperationException>(() => reader.GetInt64(0));
    }

    [Fact]
    public void NextResult_OfSeveralStatements_PassesOverThoseWithoutRows()
    {
        using var reader = Query("CREATE TABLE t AS SELECT 1 AS a; SELECT a FROM t; INSERT INTO t VALUES (2); SELECT sum(a)::INTEGER AS total FROM t");
        Assert.True(reader.Read());
        Assert.Equal(1, reader["a"]);
        Assert.True(reader.NextResult());
        Assert.True(reader.Read());
        Assert.Equal(3, reader.GetInt32(reader.GetOrdinal("total")));
        Assert.False(reader.NextResult());
    }

    [Fact]
    public void GetOrdinal_OfUnknownName_Throws()
    {
        using var reader = Query("SELECT 1 AS a");
        Assert.Contains("b", Assert.Throws<DuckDBException>(() => reader.GetOrdinal("b")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => connection.Dispose();

    private DuckDBDataReader Query(string sql)
    {
        using var command = new DuckDBCommand(sql, connection);
        return command.ExecuteReader();
    }
}
