namespace ServerlessML.Ml.Tabular;

/// <summary>Categories: a code per row into a dictionary of distinct texts; -1 is missing.</summary>
public class CategoryColumn(string name, int[] codes, string[] dictionary) : Column(name)
{
    public const int Missing = -1;

    public int[] Codes { get; } = codes;

    /// <summary>Distinct texts; not every one need occur in <see cref="Codes"/>.</summary>
    public string[] Dictionary { get; } = dictionary;

    public override int Length => Codes.Length;

    public override int MissingCount => Codes.Count(code => code == Missing);

    /// <summary>The text of a row, or an empty one where it is missing.</summary>
    public string this[int row] => Codes[row] == Missing ? "" : Dictionary[Codes[row]];

    /// <summary>A column from texts; null and empty are missing. The dictionary is in order of first appearance.</summary>
    public static CategoryColumn From(string name, IEnumerable<string?> texts)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new List<int>();
        foreach (var text in texts)
        {
            if (string.IsNullOrEmpty(text))
            {
                codes.Add(Missing);
                continue;
            }

            if (!index.TryGetValue(text, out var code))
            {
                index.Add(text, code = index.Count);
            }

            codes.Add(code);
        }

        return new CategoryColumn(name, [.. codes], [.. index.Keys]);
    }

    public override CategoryColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new int[rows.Length];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = Codes[rows[i]];
        }

        return new CategoryColumn(Name, taken, Dictionary);
    }
}
