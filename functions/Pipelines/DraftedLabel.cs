using System.Globalization;
using ServerlessML.Contracts;
using ServerlessML.Ml.Data.Survey;

namespace ServerlessML.Functions.Pipelines;

/// <summary>The line of <c>data.label</c>.</summary>
/// <param name="Yaml">Its mapping.</param>
/// <param name="Comment">What it means.</param>
internal sealed record DraftedLabel(string Yaml, string Comment)
{
    private const int MostClassesOfNumbers = 10;
    private const double Rows = 20;

    /// <exception cref="DraftException">Nothing can be predicted of it.</exception>
    public static DraftedLabel Of(SurveyedColumn column)
    {
        if (!column.IsScalar || column.Present == 0)
        {
            throw new DraftException($"The label '{column.Name}' has no value in any row. Name another column.");
        }

        var name = $"name: {DraftedColumn.Quoted(column.Name)}";
        var distinct = column.Values.Count;
        if (distinct < 2)
        {
            throw new DraftException(
                $"The label '{column.Name}' is '{column.Values[0].Text}' in every row: there is nothing to learn. Bring rows of another value."
            );
        }

        if (distinct == 2)
        {
            var (negative, positive) = Ordered(column.Values[0], column.Values[1]);
            var share = (double)positive.Count / column.Present;
            return new(
                $"{{ {name}, values: [{DraftedColumn.Quoted(negative.Text)}, {DraftedColumn.Quoted(positive.Text)}] }}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a model gives the probability of {positive.Text}, which {share:0.# %} of the rows have"
                )
            );
        }

        var isNumber = column.Numbers == column.Present && column.Coded == 0;
        if (isNumber && (distinct > MostClassesOfNumbers || column.Whole < column.Numbers || column.Present < Rows * distinct))
        {
            return new($"{{ {name}, type: number }}", string.Create(CultureInfo.InvariantCulture, $"{column.Min:G6} to {column.Max:G6}"));
        }

        if (distinct > LabelDefinition.MostClasses)
        {
            throw new DraftException(
                $"The label '{column.Name}' has {column.Distinct} values that are no numbers; a label has at most "
                    + $"{LabelDefinition.MostClasses} classes. Group them, or name another column."
            );
        }

        var values = column.Values.Select(value => value.Text);
        var ordered = isNumber
            ? values.OrderBy(value => double.Parse(value, CultureInfo.InvariantCulture))
            : values.Order(StringComparer.Ordinal);
        return new(
            $"{{ {name}, values: [{string.Join(", ", ordered.Select(DraftedColumn.Quoted))}] }}",
            isNumber ? "classes; as a number it would be { type: number }" : "classes"
        );
    }

    // The negative value first: words and numbers say which it is, and of others the rarer one is looked for.
    private static ((string Text, long Count) Negative, (string Text, long Count) Positive) Ordered(
        (string Text, long Count) one,
        (string Text, long Count) other
    ) =>
        CanonicalText.Truth(one.Text) is { } truth && CanonicalText.Truth(other.Text) is { } counter && truth != counter
            ? truth
                ? (other, one)
                : (one, other)
            : double.TryParse(one.Text, CultureInfo.InvariantCulture, out var first)
            && double.TryParse(other.Text, CultureInfo.InvariantCulture, out var second)
                ? first > second
                    ? (other, one)
                    : (one, other)
                : one.Count >= other.Count
                    ? (one, other)
                    : (other, one);
}
