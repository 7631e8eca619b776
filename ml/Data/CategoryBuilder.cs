using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

/// <summary>Grows a column of categories: each text is brought into its canonical form once.</summary>
internal sealed class CategoryBuilder(string name, IReadOnlyList<string>? values = null) : ColumnBuilder
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

    public override Column Build()
    {
        var declared = values is { Count: > 0 } ? new DeclaredValues(values, isLabel: false) : null;
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var changed = false;
        int[] canonical =
        [
            .. _index.Keys.Select(text =>
            {
                var form = CanonicalText.Of(text);
                form =
                    declared?.PlaceOf(form) is null && declared?.PlaceOfWord(form) is { } place ? CanonicalText.Of(values![place]) : form;
                changed |= form != text;
                return form.Length == 0 ? CategoryColumn.Missing
                    : places.TryGetValue(form, out var known) ? known
                    : places[form] = places.Count;
            }),
        ];
        return changed
            ? new CategoryColumn(
                name,
                [.. _codes.Select(code => code == CategoryColumn.Missing ? code : canonical[code])],
                [.. places.Keys]
            )
            : BuildRaw();
    }

    /// <summary>The texts as the files have them: a split that is frozen goes on as it began.</summary>
    public override Column BuildRaw() => new CategoryColumn(name, [.. _codes], [.. _index.Keys]);
}
