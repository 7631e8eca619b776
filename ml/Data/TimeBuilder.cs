using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Grows the times of rows: seconds since 1970 of dates, and numbers as they are, in double precision, which a table's numbers have not.
/// </summary>
internal sealed class TimeBuilder(string name) : ColumnBuilder
{
    private readonly List<double> _values = [];

    public double[] Values => [.. _values];

    public override int Count => _values.Count;

    public override void Append(DuckDBDataReader row, int ordinal) =>
        _values.Add(
            row.IsDBNull(ordinal)
                ? throw new InvalidDataException($"row {Count + 1} of the dataset has no time in '{name}'.")
                : row.GetDouble(ordinal)
        );

    public override Column Build() => throw new NotSupportedException("Times are no column of a table.");
}
