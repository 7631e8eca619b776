using ServerlessML.Ml.Training.Features;

namespace ServerlessML.Tests.Ml.Features;

/// <summary>Words of texts, as the graph counts them in training and in the served model.</summary>
public sealed class TextFeatureTests
{
    private static readonly string[] Awkward =
    [
        "",
        "?!…",
        "東京が好き",
        "не очень, не ОЧЕНЬ",
        "not good",
        "Good: not!",
        new string('x', 100_000),
        string.Concat(Enumerable.Repeat("not good ", 5000)),
        "a\0b",
        "\u200b",
    ];

    [Fact]
    public void Vocabulary_OfFewRows_IsOfWordsAndPairsByTheRowsThatHaveThem()
    {
        var vocabulary = TextVocabulary.Of(Texts(["a b", "a b", "a b a b", "a c", "c a", "d", null], new() { MinRows = 2 }));
        Assert.Equal(["a", "b", "c"], vocabulary.Words);
        Assert.Equal([("a", "b")], vocabulary.Pairs);
        vocabulary = TextVocabulary.Of(Texts(["a b", "a b", "a b a b", "a c", "c a", "d"], new() { MinRows = 1, Vocabulary = 3 }));
        Assert.Equal(["a", "b"], vocabulary.Words);
        Assert.Equal([("a", "b")], vocabulary.Pairs);
        Assert.Empty(TextVocabulary.Of(Texts(["a", "b"], new())).Words);
    }

    [Fact]
    public void Features_OfAwkwardTexts_AreCountsOfTheirWords()
    {
        // Each alone, where no other makes the tensor wide, and all at once.
        foreach (var texts in Awkward.Select(text => (string[])[text]).Append(Awkward))
        {
            var column = Texts([.. texts, .. Enumerable.Repeat("not good", 5), .. Enumerable.Repeat("東京 очень x", 5)], new());
            var graph = new FeatureGraph(new([column]), ["said"]);
            var vocabulary = TextVocabulary.Of(column);
            Assert.Contains("/said/not good", graph.Names);
            Assert.Contains("/said/東 京", graph.Names);
            for (var row = 0; row < texts.Length; row++)
            {
                var words = CanonicalWords.Of(texts[row]) is { Length: > 0 } some ? some.Split(' ') : [];
                Assert.Equal(words.Length, graph.Rows.Numbers("/said/words").Values[row]);
                foreach (var word in vocabulary.Words)
                {
                    Assert.Equal(words.Count(word.Equals), graph.Rows.Numbers($"/said/{word}").Values[row]);
                }

                foreach (var (first, second) in vocabulary.Pairs)
                {
                    Assert.Equal(
                        words.Zip(words.Skip(1)).Count(pair => pair == (first, second)),
                        graph.Rows.Numbers($"/said/{first} {second}").Values[row]
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("xgboost")]
    [InlineData("auto")]
    public void Train_OnTexts_LearnsTheirWords(string recipe)
    {
        var random = new Random(3);
        string[] filler = ["the", "film", "was", "plot", "actor", "scene", "music", "seen", "again", "long"];
        const int count = 400;
        var (texts, labels) = (new string?[count], new bool[count]);
        for (var row = 0; row < count; row++)
        {
            labels[row] = random.Next(2) == 1;
            // By the pair alone: both words are in both classes.
            var said = labels[row] ? "good not bad" : "bad not good";
            string[] around = [.. Enumerable.Range(0, random.Next(3, 12)).Select(_ => filler[random.Next(filler.Length)])];
            texts[row] = row % 50 == 0 ? null : $"{string.Join(' ', around.Take(2))} {said}, {string.Join(' ', around.Skip(2))}!";
        }

        var table = new Table([Texts(texts, new() { Vocabulary = 20 }), Numbers(random, count)]);
        var model = Trainer.Train(
            table,
            ["said", "level"],
            Target.Binary(labels, "label"),
            Recipe.Read(recipe, new Dictionary<string, string>(), 1, 2)
        );
        using var scorer = ModelScorer.Open(model.Onnx, recipe);
        Assert.Equal([ColumnType.Category, ColumnType.Number], scorer.Inputs.Select(input => input.Type));
        var answers = scorer.Score(table);
        Assert.InRange(AucOf(answers, labels), 0.95, 1);
        // The trainer's own forward pass and the served graph say the same of raw rows.
        var sample = model.Sample!;
        Assert.All(sample.Rows.Zip(sample.Answers), pair => Assert.Equal(pair.Second, answers[pair.First], 1e-4));
        // A row alone, and one of nothing known, are answered as among others.
        var alone = new Table([
            Texts([texts[1], null, Awkward[6]], new()),
            new NumberColumn("level", [.. table.Numbers("level").Values[1..4]]),
        ]);
        Assert.Equal(answers[1], scorer.Score(alone)[0], 1e-5);
    }

    private static NumberColumn Numbers(Random random, int count) =>
        new("level", [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())]);

    private static TextColumn Texts(IReadOnlyList<string?> texts, TextSettings settings)
    {
        var column = CategoryColumn.From("said", texts.Select(text => text is null ? null : CanonicalWords.Of(text)));
        return new("said", column.Codes, column.Dictionary, settings);
    }

    private static double AucOf(float[] answers, bool[] labels) =>
        new LabelledAnswers(TaskKind.Binary, ["0", "1"], [.. labels.Select(label => label ? 1f : 0f)], answers).ValueOf("auc")!.Value;
}
