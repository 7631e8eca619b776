using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

internal sealed class NumberBuilder(string name) : ColumnBuilder
{
    private readonly List<float> _values = [];

    public override int Count => _values.Count;

    public override void Append(DuckDBDataReader row, int ordinal) =>
        _values.Add(row.IsDBNull(ordinal) ? float.NaN : row.GetFloat(ordinal));

    public override Column Build() => new NumberColumn(name, [.. _values]);
}
