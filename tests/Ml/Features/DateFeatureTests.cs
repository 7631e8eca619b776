using ServerlessML.Ml.Training.Features;

namespace ServerlessML.Tests.Ml.Features;

/// <summary>Parts of dates, as the graph computes them in training and in the served model.</summary>
public sealed class DateFeatureTests
{
    [Fact]
    public void Part_OfAnyDate_IsWhatTheCalendarSays()
    {
        var random = new Random(5);
        // As 32-bit floats the midnights of a thousand years on either side of 2030 are exact.
        var (first, last) = (new DateTime(1030, 1, 1), new DateTime(3030, 1, 1));
        List<DateTime> times =
        [
            .. Enumerable.Range(0, 5000).Select(_ => first.AddDays(random.Next((int)(last - first).TotalDays))),
            // Of our own time to the minute.
            .. Enumerable.Range(0, 5000).Select(_ => new DateTime(1998, 3, 1).AddMinutes(random.Next(32_000_000))),
            .. ((int[])[1100, 1200, 1600, 1900, 2000, 2024, 2026]).SelectMany(year =>
                (DateTime[])[new(year, 1, 1), new(year, 2, 28), new(year, 3, 1), new(year, 12, 31)]
            ),
            new(2024, 2, 29, 23, 59, 0),
        ];
        var rows = Rows(times, [.. Enum.GetValues<DatePart>()]);
        (DatePart Part, Func<DateTime, float> Is)[] parts =
        [
            (DatePart.Year, time => time.Year),
            (DatePart.Month, time => time.Month),
            (DatePart.Day, time => time.Day),
            (DatePart.Weekday, time => time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek),
            (DatePart.DayOfYear, time => time.DayOfYear),
            (DatePart.Hour, time => time.Hour),
            (DatePart.Minute, time => (time.Hour * 60) + time.Minute),
            (DatePart.Elapsed, time => (float)CanonicalTime.Minutes(time) / 1440),
        ];
        foreach (var (part, expected) in parts)
        {
            var values = rows.Numbers($"/at/{part}").Values;
            for (var row = 0; row < times.Count; row++)
            {
                Assert.True(expected(times[row]) == values[row], $"{part} of {times[row]:s} is {values[row]}");
            }

            // The row after the last has no date.
            Assert.True(float.IsNaN(values[^1]));
        }
    }

    [Fact]
    public void Part_ThatIsCyclic_IsAPlaceOnACircle()
    {
        var rows = Rows([new(2026, 3, 2, 6, 0, 0), new(2026, 3, 2, 18, 0, 0)], [DatePart.Hour, DatePart.Year], cyclic: true);
        Assert.Equal(["/at/Hour/sine", "/at/Hour/cosine", "/at/Year"], rows.Columns.Select(column => column.Name));
        Assert.Equal([1f, -1f, float.NaN], rows.Numbers("/at/Hour/sine").Values.Select(value => MathF.Round(value, 5)));
        Assert.Equal([0f, 0f, float.NaN], rows.Numbers("/at/Hour/cosine").Values.Select(value => MathF.Abs(MathF.Round(value, 5))));
    }

    [Fact]
    public void Age_IsDaysToAnotherColumn()
    {
        float At(string text) => CanonicalTime.Of(text, null, isDay: false)!.Value;
        var table = new Table([
            new DateColumn(
                "born",
                [At("2000-01-01"), At("2026-01-31"), float.NaN, At("2026-02-02")],
                new() { Parts = [], AgeAt = "asked" },
                ColumnType.Date
            ),
            new DateColumn(
                "asked",
                [At("2000-01-02T12:00"), At("2026-01-31"), At("2026-01-31"), At("2026-02-01")],
                new() { Parts = [] },
                ColumnType.Datetime
            ),
        ]);
        var graph = new FeatureGraph(table, ["born", "asked"]);
        Assert.Equal(["/born/age"], graph.Names);
        Assert.Equal([1.5f, 0, float.NaN, -1], graph.Rows.Numbers("/born/age").Values);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("xgboost")]
    public void Train_OnDates_LearnsWhatTheirPartsTell(string recipe)
    {
        var random = new Random(11);
        const int count = 3000;
        var (at, signup, labels) = (new float[count], new float[count], new bool[count]);
        for (var row = 0; row < count; row++)
        {
            var time = new DateTime(2026, 1, 1).AddMinutes(random.Next(365 * 1440));
            var days = random.Next(1000);
            (at[row], signup[row]) = (CanonicalTime.Minutes(time), CanonicalTime.Minutes(time.AddDays(-days)));
            var likely = time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || days < 100;
            labels[row] = random.NextDouble() < (likely ? 0.95 : 0.05);
            at[row] = row % 50 == 0 ? float.NaN : at[row];
        }

        var table = new Table([
            new DateColumn("at", at, new(), ColumnType.Datetime),
            new DateColumn("signup", signup, new() { Parts = [], AgeAt = "at" }, ColumnType.Date),
        ]);
        var model = Trainer.Train(
            table,
            ["at", "signup"],
            Target.Binary(labels, "label"),
            Recipe.Read(recipe, new Dictionary<string, string>(), 1, 2)
        );
        using var scorer = ModelScorer.Open(model.Onnx, recipe);
        Assert.Equal(["at", "signup"], scorer.Columns);
        Assert.All(scorer.Inputs, input => Assert.Equal(ColumnType.Number, input.Type));
        var answers = scorer.Score(table);
        Assert.InRange(AucOf(answers, labels), 0.9, 1);
        // The trainer's own forward pass and the served graph say the same of raw rows.
        var sample = model.Sample!;
        Assert.All(sample.Rows.Zip(sample.Answers), pair => Assert.Equal(pair.Second, answers[pair.First], 1e-4));
    }

    private static Table Rows(IReadOnlyList<DateTime> times, IReadOnlyList<DatePart> parts, bool cyclic = false) =>
        new FeatureGraph(
            new Table([
                new DateColumn(
                    "at",
                    [.. times.Select(time => (float)CanonicalTime.Minutes(time)), float.NaN],
                    new() { Parts = parts, Cyclic = cyclic },
                    ColumnType.Datetime
                ),
            ]),
            ["at"]
        ).Rows;

    private static double AucOf(float[] answers, bool[] labels) =>
        new LabelledAnswers(TaskKind.Binary, ["0", "1"], [.. labels.Select(label => label ? 1f : 0f)], answers).ValueOf("auc")!.Value;
}
