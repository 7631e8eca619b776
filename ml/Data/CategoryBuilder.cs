using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

internal sealed class CategoryBuilder(string name) : ColumnBuilder
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<int> _codes = [];

    public override int Count => _codes.Count;

    public override void Append(DuckDBDataReader row, int ordinal)
    {
        if (row.IsDBNull(ordinal))
        {
            _codes.Add(CategoryColumn.Missing);
            return;
        }

        var text = row.GetString(ordinal);
        if (!_index.TryGetValue(text, out var code))
        {
            _index.Add(text, code = _index.Count);
        }

        _codes.Add(code);
    }

    public override Column Build() => new CategoryColumn(name, [.. _codes], [.. _index.Keys]);
}
