using DuckDB.NET.Data;

namespace ServerlessML.Bench.Validation;

/// <summary>
/// DuckDB's own scan of the file in its declared types, with what a validation learns of it: of each column how many values, the least, the
/// greatest, sum, sum of squares and quantiles, how many rows differ, and the labels.
/// </summary>
internal sealed class DuckScan : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckScan()
    {
        _connection.Open();
        _ = One($"SET threads = {Environment.ProcessorCount}");
    }

    public string Version => One("SELECT version()");

    /// <param name="file">Its path.</param>
    /// <param name="quantiles">A validation keeps some 200 of them by column.</param>
    public void Scan(string file, bool quantiles)
    {
        string[] columns = [.. Enumerable.Range(0, NumberFile.Columns).Select(number => $"x{number}")];
        var types = string.Join(", ", columns.Select(column => $"'{column}': 'DOUBLE'").Append("'label': 'VARCHAR'"));
        var shares = $"[{string.Join(", ", Enumerable.Range(1, 199).Select(part => $"{part / 200.0}"))}]";
        var aggregates = columns.Select(column =>
            $"count({column}), min({column}), max({column}), sum({column}), sum({column} * {column})"
            + (quantiles ? $", approx_quantile({column}, {shares})" : "")
        );
        _ = One(
            $"""
            SELECT count(*), count(DISTINCT hash({string.Join(", ", columns)}, label)), count(*) FILTER (label = '1'), {string.Join(
                ", ",
                aggregates
            )}
            FROM read_csv('{file.Replace(
                "'",
                "''",
                StringComparison.Ordinal
            )}', auto_detect = false, header = true, columns = {'{'}{types}{'}'})
            """
        );
    }

    public void Dispose() => _connection.Dispose();

    private string One(string sql)
    {
        using var command = _connection.CreateCommand();
        // The texts are the bench's own.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return $"{command.ExecuteScalar()}";
    }
}
