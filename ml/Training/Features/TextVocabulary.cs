using System.Runtime.InteropServices;

namespace ServerlessML.Ml.Training.Features;

/// <summary>The words of texts, and the pairs of words that follow each other, that a recipe learns.</summary>
/// <param name="Words">Those of the most rows first.</param>
/// <param name="Pairs">The same.</param>
internal sealed record TextVocabulary(string[] Words, (string First, string Second)[] Pairs)
{
    // Columns of that many numbers are held in memory several times.
    private const int MostCells = 60_000_000;
    private const int Fewest = 50;
    private const char Between = ' ';

    /// <summary>Chooses words and pairs together, by how many rows have them; of equals a word is before a pair.</summary>
    public static TextVocabulary Of(TextColumn column)
    {
        var rows = new int[column.Dictionary.Length];
        foreach (var code in column.Codes)
        {
            if (code != CategoryColumn.Missing)
            {
                rows[code]++;
            }
        }

        var most = column.Settings.Vocabulary ?? Math.Clamp(MostCells / Math.Max(1, column.Length), Fewest, TextSettings.UsualVocabulary);
        var least = column.Settings.MinRows ?? TextSettings.UsualMinRows;
        // A pair is in no more rows than either of its words: none is chosen before both of these.
        var words = Chosen(column, rows, static texts => texts, least).Take(most).ToList();
        var known = words.Select((word, place) => (word.Gram, place)).ToDictionary(word => word.Gram, word => word.place);
        var pairs = Chosen(column, rows, texts => Pairwise(texts, known), least).Take(most);
        var chosen = words
            .Select((word, order) => (word.Rows, IsPair: false, Order: order, Word: word.Gram, Pair: default((string, string))))
            .Concat(pairs.Select((pair, order) => (pair.Rows, IsPair: true, Order: order, Word: "", Pair: pair.Gram)))
            .OrderByDescending(gram => gram.Rows)
            .ThenBy(gram => gram.IsPair)
            .ThenBy(gram => gram.Order)
            .Take(most)
            .ToList();
        return new(
            [.. chosen.Where(gram => !gram.IsPair).Select(gram => gram.Word)],
            [.. chosen.Where(gram => gram.IsPair).Select(gram => gram.Pair)]
        );
    }

    private static IEnumerable<(string First, string Second)> Pairwise(string[] words, Dictionary<string, int> known) =>
        words.Zip(words.Skip(1)).Where(pair => known.ContainsKey(pair.First) && known.ContainsKey(pair.Second));

    private static IEnumerable<(T Gram, int Rows)> Chosen<T>(
        TextColumn column,
        int[] rows,
        Func<string[], IEnumerable<T>> gramsOf,
        int least
    )
        where T : notnull
    {
        var counts = new Dictionary<T, int>();
        var seen = new HashSet<T>();
        foreach (var (text, count) in column.Dictionary.Zip(rows).Where(text => text.Second > 0))
        {
            seen.Clear();
            foreach (var gram in gramsOf(text.Split(Between)).Where(seen.Add))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, gram, out _) += count;
            }
        }

        return counts
            .Where(gram => gram.Value >= least)
            .OrderByDescending(gram => gram.Value)
            .ThenBy(gram => $"{gram.Key}", StringComparer.Ordinal)
            .Select(gram => (gram.Key, gram.Value));
    }
}
