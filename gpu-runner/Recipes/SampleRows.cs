using System.Text.Json;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.GpuRunner.Recipes;

/// <summary>A trainer's own answers, with the raw rows that they are of.</summary>
internal static class SampleRows
{
    /// <summary>The tolerance of single precision, relative to the size of what is predicted.</summary>
    private const double Tolerance = 1e-4;

    public static RecipeSample Of(Table table, IReadOnlyList<string> features, TrainedSample sample) =>
        new()
        {
            Rows = features.ToDictionary(
                name => name,
                name => (IReadOnlyList<JsonElement>)[.. sample.Rows.Select(Cell(table[name]))],
                StringComparer.Ordinal
            ),
            Predictions = [.. sample.Answers.Select(answer => (double)answer)],
            Output = sample.Output,
            Tolerance = Tolerance * Math.Max(1, sample.Answers.Max(Math.Abs)),
        };

    private static Func<int, JsonElement> Cell(Column column)
    {
        switch (column)
        {
            case NumberColumn numbers:
                var values = numbers.Values;
                return row => JsonSerializer.SerializeToElement(float.IsNaN(values[row]) ? null : (float?)values[row], Wire.Options);
            case CategoryColumn categories:
                return row =>
                    JsonSerializer.SerializeToElement(
                        categories.Codes[row] is var code && code == CategoryColumn.Missing ? null : categories.Dictionary[code]
                    );
            default:
                throw new ArgumentException($"Column '{column.Name}' is neither of numbers nor of categories.", nameof(column));
        }
    }
}
