using System.Data;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace ServerlessML.Tests.MlData;

public sealed class DuckDBCommandTests : IDisposable
{
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    public DuckDBCommandTests() => connection.Open();

    public static TheoryData<object> Parameters => new()
    {
        true, 42, -7_000_000_000L, ulong.MaxValue, 1.5f, 0.1, -12345678901234567890.12345m, 0.0000000000000000000000000001m, "it's; -- \"quoted\"", "", "a\0b",
        new DateOnly(2001, 1, 31), new DateTime(2001, 1, 31, 23, 59, 59, 123, 456),
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Parameter_OfEachType_ComesBackTheSame(object value)
    {
        using var command = new DuckDBCommand("SELECT ?", connection);
        command.Parameters.Add(new DuckDBParameter(value));
        Assert.Equal(value, command.ExecuteScalar());
    }

    [Fact]
    public void Parameter_Null_IsNull()
    {
        using var command = new DuckDBCommand("SELECT ? IS NULL, ? IS NULL", connection);
        command.Parameters.AddRange([new DuckDBParameter("", null), new DuckDBParameter(DBNull.Value)]);
        using var reader = command.ExecuteReader();
        reader.Read();
        Assert.True(reader.GetBoolean(0) && reader.GetBoolean(1));
    }

    [Fact]
    public void Parameter_Blob_KeepsItsBytes()
    {
        using var command = new DuckDBCommand("SELECT hex(?::BLOB)", connection);
        command.Parameters.Add(new DuckDBParameter(new byte[] { 0, 255, 16 }));
        Assert.Equal("00FF10", command.ExecuteScalar());
    }

    [Fact]
    public void Parameter_Named_IsFoundByName()
    {
        using var command = new DuckDBCommand("SELECT $b - $a", connection);
        command.Parameters.Add(new DuckDBParameter("a", 3));
        command.Parameters.Add(new DuckDBParameter("b", 10));
        Assert.Equal(7, command.ExecuteScalar());
    }

    [Fact]
    public void Execute_TooFewParameters_SaysHowMany()
    {
        using var command = new DuckDBCommand("SELECT ?, ?", connection);
        command.Parameters.Add(new DuckDBParameter(1));
        Assert.Contains("Expected 2, got 1", Assert.Throws<InvalidOperationException>(command.ExecuteScalar).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELEC 1", "Parser Error: syntax error at or near \"SELEC\"")]
    [InlineData("SELECT * FROM nowhere", "Table with name nowhere does not exist")]
    [InlineData("SELECT CAST('abc' AS INTEGER)", "Could not convert string 'abc' to INT32")]
    [InlineData("SELECT error('first rows first, then this: ' || i) FROM range(5000) r(i) WHERE i > 4000", "then this: 4001")]
    public void Execute_Wrong_ThrowsWithDuckDBsText(string sql, string expected)
    {
        foreach (var streaming in new[] { false, true })
        {
            using var command = new DuckDBCommand(sql, connection) { UseStreamingMode = streaming };
            Assert.Contains(expected, Assert.Throws<DuckDBException>(() => Drain(command)).Message, StringComparison.Ordinal);
        }

        using var next = new DuckDBCommand("SELECT 1", connection);
        Assert.Equal(1, next.ExecuteScalar());
    }

    [Fact]
    public void Execute_FailureAtRunTime_TellsItsKind()
    {
        using var command = new DuckDBCommand("SELECT CAST(v AS INTEGER) FROM (VALUES ('1'), ('x')) t(v)", connection);
        Assert.Equal(DuckDBErrorType.Conversion, Assert.Throws<DuckDBException>(() => Drain(command)).ErrorType);
    }

    [Fact]
    public void ExecuteNonQuery_Insert_CountsRows()
    {
        Run("CREATE TABLE t (a INTEGER)");
        Assert.Equal(5, Run("INSERT INTO t SELECT * FROM range(5)"));
    }

    [Fact]
    public void Transaction_NotCommitted_LeavesNothing()
    {
        Run("CREATE TABLE t (a INTEGER)");
        using (connection.BeginTransaction())
        {
            Run("INSERT INTO t VALUES (1)");
        }

        using (var kept = connection.BeginTransaction())
        {
            Run("INSERT INTO t VALUES (2), (3)");
            kept.Commit();
            Assert.Throws<InvalidOperationException>(kept.Commit);
        }

        using var command = new DuckDBCommand("SELECT count(*) FROM t", connection);
        Assert.Equal(2L, command.ExecuteScalar());
    }

    [Fact]
    public void Open_UnknownSetting_NamesIt()
    {
        using var other = new DuckDBConnection("DataSource=:memory:;no_such_setting=1");
        Assert.Contains("no_such_setting", Assert.Throws<DuckDBException>(other.Open).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Open_FileInMissingFolder_NamesIt()
    {
        using var other = new DuckDBConnection("DataSource=/nowhere/at/all.duckdb");
        Assert.Contains("/nowhere/at/all.duckdb", Assert.Throws<DuckDBException>(other.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_OnClosedConnection_Throws()
    {
        using var closed = new DuckDBConnection("DataSource=:memory:");
        using var command = new DuckDBCommand("SELECT 1", closed);
        Assert.Equal(ConnectionState.Closed, closed.State);
        Assert.Throws<InvalidOperationException>(command.ExecuteScalar);
    }

    public void Dispose() => connection.Dispose();

    private static void Drain(DuckDBCommand command)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
        }
    }

    private int Run(string sql)
    {
        using var command = new DuckDBCommand(sql, connection);
        return command.ExecuteNonQuery();
    }
}
