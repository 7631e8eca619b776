using ServerlessML.Contracts.Evaluation;
using ServerlessML.Tests.Ml.Data;

namespace ServerlessML.Tests.Ml;

/// <summary>What the holdout says of models, against what is true of rows that nobody has seen.</summary>
public sealed class SplitStoryTests
{
    [Theory]
    [InlineData(12)]
    [InlineData(168)]
    [InlineData(9000)]
    [InlineData(1_000_000)]
    public void Holdout_OracleOverFewOrManyKindsOfRow_HasTheAucThatIsTrue(int kinds)
    {
        const int draws = 40;
        var (rows, labels, chances) = Orders(kinds, 20_000);
        var truth = DeLong.Auc(chances, labels);
        var within = 0;
        for (var salt = 0; salt < draws; salt++)
        {
            int[] held = [.. Held(SplitRowsTests.Draws(SplitKind.Row, rows, 0.2, $"{salt}").Holdout())];
            var known = DeLong.Estimate([.. held.Select(row => chances[row])], [.. held.Select(row => labels[row])]);
            within += known.Low <= truth && truth <= known.High ? 1 : 0;
        }

        // Of 95 % intervals; a draw of a fifth from the whole comes closer than one of new rows would.
        Assert.InRange(within, draws * 9 / 10, draws);
    }

    [SkippableFact]
    public void Train_FewKindsOfRow_IsScoredAsOnNewRows()
    {
        var (rows, labels, _) = Orders(168, 20_000);
        var (fresh, answers, chances) = Orders(168, 20_000, seed: 2);

        var (held, isHeld, model) = Trained(
            rows,
            labels,
            SplitRowsTests.Draws(SplitKind.Row, rows, 0.2, "s"),
            ["rounds=60", "depth=5"],
            ["weekday"]
        );

        var truth = DeLong.Auc(Score(model, fresh), answers);
        Assert.InRange(DeLong.Auc(chances, answers) - truth, 0, 0.02);
        var seen = DeLong.Estimate(Score(model, held), isHeld);
        Assert.InRange(truth, seen.Low, seen.High);
        Assert.InRange(model.Metrics.ValidationAuc!.Value, truth - 0.04, truth + 0.04);
    }

    [SkippableFact]
    public void Train_RowsOfPatients_IsScoredAsOnNewPatientsWhereTheSplitKeepsThemTogether()
    {
        var (rows, labels, patients) = Patients(600, 5);
        string[] inputs = ["bmi", "height"],
            parameters = ["rounds=40", "depth=6", "learning-rate=0.3", "subsample=1", "colsample=1"];

        var (byRow, alone, one) = Trained(rows, labels, SplitRowsTests.Draws(SplitKind.Row, rows, 0.2, "s"), parameters, inputs);
        Assert.InRange(DeLong.Auc(Score(one, byRow), alone), 0.9, 1);
        var byKey = Enumerable
            .Range(0, 5)
            .Select(salt => Trained(rows, labels, SplitRowsTests.Draws(SplitKind.Key, patients, 0.2, $"{salt}"), parameters, inputs))
            .ToList();
        // Some 600 patients are held out in all: the mean varies by 0.025.
        Assert.InRange(byKey.Average(drawn => DeLong.Auc(Score(drawn.Model, drawn.Held), drawn.Labels)), 0.42, 0.58);
        // What stops early by other patients is not fooled either.
        Assert.InRange(byKey.Average(drawn => drawn.Model.Metrics.ValidationAuc!.Value), 0.4, 0.6);
    }

    private static (Table Held, bool[] Labels, TrainedModel Model) Trained(
        Table rows,
        bool[] labels,
        SplitRows draws,
        string[] parameters,
        string[] features
    )
    {
        Skip.IfNot(XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
        var sides = draws.Holdout();
        int[] held = [.. Held(sides)],
            training = [.. Enumerable.Range(0, sides.Length).Except(held)];
        var options = Recipe.Read(
            Recipe.Xgboost,
            parameters.Append("validation-share=0.2").Select(text => text.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
            7,
            1
        );
        var model = Trainer.Train(
            rows.Take(training),
            features,
            Target.Binary([.. training.Select(row => labels[row])], "late"),
            options,
            draws: draws.Take(training)
        );
        return (rows.Take(held), [.. held.Select(row => labels[row])], model);
    }

    private static IEnumerable<int> Held(RowSide[] sides) => Enumerable.Range(0, sides.Length).Where(row => sides[row] == RowSide.Held);

    private static float[] Score(TrainedModel model, Table rows)
    {
        using var scorer = ModelScorer.Open(model.Onnx, "test");
        return scorer.Score(rows);
    }

    // A label by the kind of row alone, with a chance that the kind has.
    private static (Table Rows, bool[] Labels, float[] Chances) Orders(int kinds, int count, int seed = 1)
    {
        var (random, chance) = (new Random(seed), new Random(99));
        float[] byKind = [.. Enumerable.Range(0, kinds).Select(_ => (float)(1 / (1 + Math.Exp(-3 * (chance.NextDouble() - 0.6) * 2))))];
        int[] kind = [.. Enumerable.Range(0, count).Select(_ => random.Next(kinds))];
        float[] chances = [.. kind.Select(one => byKind[one])];
        bool[] labels = [.. chances.Select(one => random.NextDouble() < one)];
        return (
            new([
                new NumberColumn("weekday", [.. kind.Select(one => (float)one)]),
                CategoryColumn.From("late", labels.Select(label => label ? "1" : "0")),
            ]),
            labels,
            chances
        );
    }

    // The label is the patient's, by lot; bmi and height tell who it is and nothing else.
    private static (Table Rows, bool[] Labels, Table Patients) Patients(int count, int visits)
    {
        var random = new Random(11);
        var people = Enumerable
            .Range(0, count)
            .Select(_ => (Bmi: 18 + (random.NextDouble() * 20), Height: 150 + (random.NextDouble() * 50), Label: random.Next(2) == 1))
            .ToList();
        int[] of = [.. Enumerable.Range(0, count * visits).Select(row => row / visits)];
        return (
            new([
                new NumberColumn("bmi", [.. of.Select(person => (float)(people[person].Bmi + (random.NextDouble() * 0.02)))]),
                new NumberColumn("height", [.. of.Select(person => (float)(people[person].Height + (random.NextDouble() * 0.02)))]),
            ]),
            [.. of.Select(person => people[person].Label)],
            new([CategoryColumn.From("patient_id", of.Select(person => $"p{person}"))])
        );
    }
}
