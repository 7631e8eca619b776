using System.Globalization;

namespace ServerlessML.Ml.Data;

/// <summary>The values that a definition lists, found by whatever a file writes for them.</summary>
internal sealed class DeclaredValues
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly int[]? _truths;
    private readonly bool _isWhole;

    /// <param name="values">As the definition has them.</param>
    /// <param name="isLabel">Whole numbers are then numbers, not codes: 01 is 1.</param>
    public DeclaredValues(IReadOnlyList<string> values, bool isLabel)
    {
        foreach (var (place, value) in values.Index())
        {
            _places.TryAdd(CanonicalText.Of(value), place);
        }

        bool?[] truths = [.. values.Select(CanonicalText.Truth)];
        _truths = truths is [{ } first, { } second] && first != second ? [Array.IndexOf(truths, false), Array.IndexOf(truths, true)] : null;
        _isWhole =
            isLabel
            && values.Count > 0
            && values.All(value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
    }

    /// <summary>The place of the value that the text is; null where it is none.</summary>
    public int? PlaceOf(string text) =>
        _places.TryGetValue(CanonicalText.Of(text), out var place) ? place
        : _isWhole
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && _places.TryGetValue(CanonicalText.Of(number), out place)
            ? place
        : null;

    /// <summary>The place of the value that a word for true or false stands for, where the two values are such words themselves.</summary>
    public int? PlaceOfWord(string text) => _truths is not null && CanonicalText.Truth(text) is { } truth ? _truths[truth ? 1 : 0] : null;
}
