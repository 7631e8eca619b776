using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

/// <summary>Grows the places of a label's values; NaN where a row has none of them.</summary>
internal sealed class LabelBuilder(LabelDefinition label) : ColumnBuilder
{
    private readonly DeclaredValues _declared = new(label.Values, isLabel: true);
    private readonly Dictionary<string, float> _known = new(StringComparer.Ordinal);
    private readonly List<float> _places = [];

    public override int Count => _places.Count;

    public override bool LacksLast => float.IsNaN(_places[^1]);

    public override void Append(DuckDBDataReader row, int ordinal)
    {
        if (row.IsDBNull(ordinal))
        {
            _places.Add(float.NaN);
            return;
        }

        var text = row.GetString(ordinal);
        if (!_known.TryGetValue(text, out var place))
        {
            _known.Add(text, place = _declared.PlaceOf(text) ?? _declared.PlaceOfWord(text) ?? float.NaN);
        }

        _places.Add(place);
    }

    public override Column Build() => new NumberColumn(label.Name, [.. _places]);
}
