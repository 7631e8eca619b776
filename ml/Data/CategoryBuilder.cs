using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

/// <summary>Grows a column of categories, or of texts: each is brought into its canonical form once.</summary>
internal sealed class CategoryBuilder(ColumnDefinition definition) : ColumnBuilder
{
    private readonly IReadOnlyList<string> _values = definition.Values;
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
        var (codes, dictionary) = definition.Type == ColumnType.Text ? Settled(CanonicalWords.Of) : Settled(Category());
        return definition.Type == ColumnType.Text
            ? new TextColumn(definition.Name, codes, dictionary, definition.Text ?? new())
            : new CategoryColumn(definition.Name, codes, dictionary);
    }

    /// <summary>The texts as the files have them: a split that is frozen goes on as it began.</summary>
    public override Column BuildRaw() => new CategoryColumn(definition.Name, [.. _codes], [.. _index.Keys]);

    private Func<string, string> Category()
    {
        if (_values.Count == 0)
        {
            return CanonicalText.Of;
        }

        var declared = new DeclaredValues(_values, isLabel: false);
        return text =>
            CanonicalText.Of(text) is var form && declared.PlaceOf(form) is null && declared.PlaceOfWord(form) is { } place
                ? CanonicalText.Of(_values[place])
                : form;
    }

    private (int[] Codes, string[] Dictionary) Settled(Func<string, string> formOf)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var changed = false;
        int[] canonical =
        [
            .. _index.Keys.Select(text =>
            {
                var form = formOf(text);
                changed |= form != text;
                return form.Length == 0 ? CategoryColumn.Missing
                    : places.TryGetValue(form, out var known) ? known
                    : places[form] = places.Count;
            }),
        ];
        return changed
            ? ([.. _codes.Select(code => code == CategoryColumn.Missing ? code : canonical[code])], [.. places.Keys])
            : ([.. _codes], [.. _index.Keys]);
    }
}
