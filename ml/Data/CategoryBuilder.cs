using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

internal sealed class CategoryBuilder(string name) : ColumnBuilder
{
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
    private readonly List<int> codes = [];

    public override int Count => codes.Count;

    public override void Append(DuckDBDataReader row, int ordinal)
    {
        if (row.IsDBNull(ordinal))
        {
            codes.Add(CategoryColumn.Missing);
            return;
        }

        var text = row.GetString(ordinal);
        if (!index.TryGetValue(text, out var code))
        {
            index.Add(text, code = index.Count);
        }

        codes.Add(code);
    }

    public override Column Build() => new CategoryColumn(name, [.. codes], [.. index.Keys]);
}
