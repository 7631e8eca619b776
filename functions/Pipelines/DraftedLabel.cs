using System.Globalization;
using ServerlessML.Contracts;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Data.Survey;

namespace ServerlessML.Functions.Pipelines;

/// <summary>The line of <c>data.label</c>.</summary>
/// <param name="Yaml">Its mapping.</param>
/// <param name="Comment">What it means.</param>
internal sealed record DraftedLabel(string Yaml, string Comment)
{
    private const int MostClassesOfNumbers = 10;
    private const double Rows = 20;
    private const double FewWords = 0.02;

    /// <exception cref="DraftException">Nothing can be predicted of it.</exception>
    public static DraftedLabel Of(SurveyedColumn column)
    {
        var values = ValuesOf(column);
        var present = PresentOf(column);
        if (!column.IsScalar || present == 0)
        {
            throw new DraftException($"The label '{column.Name}' has no value in any row. Name another column.");
        }

        var name = $"name: {DraftedColumn.Quoted(column.Name)}";
        var (left, why) =
            present < column.Rows
                ? (
                    ", missing: drop",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"; {column.Rows - present:N0} of {column.Rows:N0} rows have none and are left out"
                    )
                )
                : ("", "");
        var distinct = values.Count;
        if (distinct < 2)
        {
            throw new DraftException(
                $"The label '{column.Name}' is '{values[0].Text}' in every row: there is nothing to learn. Bring rows of another value."
            );
        }

        if (distinct == 2)
        {
            var (negative, positive) = Ordered(values[0], values[1]);
            var share = (double)positive.Count / present;
            return new(
                $"{{ {name}, values: [{DraftedColumn.Quoted(negative.Text)}, {DraftedColumn.Quoted(positive.Text)}]{left} }}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a model gives the probability of {positive.Text}, which {share:0.# %} of the rows have{why}"
                )
            );
        }

        var isNumber = column.Numbers == present && column.Coded == 0;
        if (isNumber && (distinct > MostClassesOfNumbers || column.Whole < column.Numbers || present < Rows * distinct))
        {
            return new(
                $"{{ {name}, type: number{left} }}",
                string.Create(CultureInfo.InvariantCulture, $"{column.Min:G6} to {column.Max:G6}{why}")
            );
        }

        if (distinct > LabelDefinition.MostClasses)
        {
            throw new DraftException(
                $"The label '{column.Name}' has {column.Distinct} values that are no numbers; a label has at most "
                    + $"{LabelDefinition.MostClasses} classes. Group them, or name another column."
            );
        }

        var texts = values.Select(value => value.Text);
        var ordered = isNumber
            ? texts.OrderBy(value => double.Parse(value, CultureInfo.InvariantCulture))
            : texts.Order(StringComparer.Ordinal);
        return new(
            $"{{ {name}, values: [{string.Join(", ", ordered.Select(DraftedColumn.Quoted))}]{left} }}",
            (isNumber ? "classes; as a number it would be { type: number }" : "classes") + why
        );
    }

    /// <summary>How many rows have a label.</summary>
    public static long PresentOf(SurveyedColumn column) =>
        column.Odd.Count > 0 ? column.Numbers : column.Present - column.Values.Except(ValuesOf(column)).Sum(value => value.Count);

    // Few texts among numbers stand for nothing, as 'data.format' then says, and so does a word such as n/a in few rows: where many have
    // it, it is a class.
    private static List<(string Text, long Count)> ValuesOf(SurveyedColumn column)
    {
        var known = column.Values.Where(value => !column.Odd.Contains(value.Text)).ToList();
        var meant = known.FindAll(value => !CellWords.IsMissing(value.Text) || value.Count > FewWords * column.Present);
        return meant.Count < 2 ? known : meant;
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
