namespace ServerlessML.Ml.Training;

/// <summary>
/// A category column as the network sees it: row 0 for unknown, then one for missing where training saw that, then one a category.
/// </summary>
internal sealed record CategoryEncoding(string Name, string[] Vocabulary, bool SawMissing)
{
    public const int Unknown = 0;

    private readonly Dictionary<string, int> _rows = Vocabulary
        .Select((text, i) => (text, Row: i + (SawMissing ? 2 : 1)))
        .ToDictionary(pair => pair.text, pair => pair.Row, StringComparer.Ordinal);

    /// <summary>Rows of the table that the column takes.</summary>
    public int Width => Vocabulary.Length + (SawMissing ? 2 : 1);

    public int MissingRow => SawMissing ? 1 : Unknown;

    public int RowOf(string text) => _rows.GetValueOrDefault(text, Unknown);

    /// <exception cref="TrainingException">No value is there.</exception>
    public static CategoryEncoding Fit(CategoryColumn column, int most, int leastRows)
    {
        var counts = new int[column.Dictionary.Length];
        var missing = 0;
        foreach (var code in column.Codes)
        {
            if (code == CategoryColumn.Missing)
            {
                missing++;
            }
            else
            {
                counts[code]++;
            }
        }

        if (missing == column.Length)
        {
            throw new TrainingException($"Column '{column.Name}' has no value in any of the {column.Length} training rows.");
        }

        // By text at the end: the model's bytes must not depend on the order in which a reader met the categories.
        var vocabulary = Enumerable
            .Range(0, counts.Length)
            .Where(code => counts[code] >= leastRows)
            .Select(code => (Text: column.Dictionary[code], Rows: counts[code]))
            .OrderByDescending(category => category.Rows)
            .ThenBy(category => category.Text, StringComparer.Ordinal)
            .Take(most)
            .Select(category => category.Text)
            .Order(StringComparer.Ordinal);
        return new CategoryEncoding(column.Name, [.. vocabulary], missing > 0);
    }
}
