using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

internal sealed class NumberBuilder(string name, ColumnDefinition? date = null) : ColumnBuilder
{
    private readonly List<float> _values = [];

    public override int Count => _values.Count;

    public override void Append(DuckDBDataReader row, int ordinal) =>
        _values.Add(row.IsDBNull(ordinal) ? float.NaN : row.GetFloat(ordinal));

    public override Column Build() =>
        date is null ? new NumberColumn(name, [.. _values]) : new DateColumn(name, [.. _values], date.Date ?? new(), date.Type);
}
