using System.Diagnostics.CodeAnalysis;
using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Reads cells as dates by <see cref="CanonicalTime"/>, which requests are read by too, as a function of the engine's SQL.
/// </summary>
internal static class DateCells
{
    private const string Function = "minutes_of";

    /// <summary>
    /// SQL of the minutes, a DOUBLE; null where the cell has nothing, a word for nothing, or no date of the column's format.
    /// </summary>
    public static string Minutes(FileColumn column, ColumnDefinition definition) =>
        $"{Function}({column.Raw}, {Sql.Literal(definition.Date?.Format ?? "")}, {(definition.IsDay ? "true" : "false")})";

    /// <summary>SQL of the minutes as a 32-bit float; a cell that has something else than a date fails.</summary>
    public static string Single(FileColumn column, ColumnDefinition definition)
    {
        var text = $"trim({column.Raw})";
        return $"CASE WHEN {text} = '' OR lower({text}) IN ({Sql.List(CellWords.Missing)}) THEN NULL "
            + $"ELSE CAST(coalesce({Minutes(column, definition)}, error({Sql.Literal($"Conversion Error: '{definition.Name}' has a cell that is no date")})) AS FLOAT) END";
    }

    /// <summary>SQL of a text that people read, of minutes.</summary>
    public static string Shown(string minutes, bool isDay) =>
        $"strftime(TIMESTAMP '2030-01-01' + to_minutes(CAST({minutes} AS BIGINT)), '{(isDay ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M")}')";

    [SuppressMessage("Usage", "DuckDBNET001", Justification = "Functions of our own are all that is used of what is experimental.")]
    public static void Register(DuckDBConnection connection) =>
        connection.RegisterScalarFunction<string, string, bool, double>(
            Function,
            (readers, writer, rows) =>
            {
                for (ulong row = 0; row < rows; row++)
                {
                    if (
                        readers[0].IsValid(row)
                        && CanonicalTime.Of(
                            readers[0].GetValue<string>(row),
                            readers[1].GetValue<string>(row),
                            readers[2].GetValue<bool>(row)
                        )
                            is { } minutes
                    )
                    {
                        writer.WriteValue((double)minutes, row);
                    }
                    else
                    {
                        writer.WriteNull(row);
                    }
                }
            },
            new() { IsPureFunction = true }
        );
}
