namespace ServerlessML.Ml.Tabular;

/// <summary>Texts as their words, in the form of <see cref="CanonicalWords"/>, with which of them a model learns.</summary>
public sealed class TextColumn(string name, int[] codes, string[] dictionary, TextSettings settings)
    : CategoryColumn(name, codes, dictionary)
{
    public TextSettings Settings { get; } = settings;

    public override TextColumn Take(ReadOnlySpan<int> rows) => new(Name, base.Take(rows).Codes, Dictionary, Settings);
}
