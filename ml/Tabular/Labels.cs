using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Ml.Tabular;

/// <summary>Reads the column to predict.</summary>
public static class Labels
{
    /// <summary>True where the label is the positive of its two values.</summary>
    /// <exception cref="ColumnException">The column is absent, or a row has neither value; the message says which row and what it has.</exception>
    public static bool[] Read(Table table, LabelDefinition label)
    {
        if (label.Values.Count != 2)
        {
            throw new ColumnException(label.Name, $"Label '{label.Name}' must have two values, and has {label.Values.Count}.");
        }

        return table[label.Name] switch
        {
            CategoryColumn column => FromTexts(column, label),
            NumberColumn column => FromNumbers(column, label),
            _ => throw new ColumnException(label.Name, $"Label '{label.Name}' has no kind."),
        };
    }

    private static bool[] FromTexts(CategoryColumn column, LabelDefinition label)
    {
        var labels = new bool[column.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            var text = column[row];
            labels[row] = text == label.Values[1] || (text == label.Values[0] ? false : throw Neither(label, row, text));
        }

        return labels;
    }

    private static bool[] FromNumbers(NumberColumn column, LabelDefinition label)
    {
        var (negative, positive) = (Number(label, 0), Number(label, 1));
        var labels = new bool[column.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            var value = column.Values[row];
            labels[row] = value == positive || (value == negative
                ? false
                : throw Neither(label, row, float.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture)));
        }

        return labels;
    }

    private static float Number(LabelDefinition label, int i) =>
        float.TryParse(label.Values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ColumnException(label.Name, $"Label '{label.Name}' holds numbers; '{label.Values[i]}' is none.");

    private static ColumnException Neither(LabelDefinition label, int row, string found) => new(
        label.Name,
        $"Label '{label.Name}' must be '{label.Values[0]}' or '{label.Values[1]}'; row {row + 1} has {(found.Length == 0 ? "no value" : $"'{Short(found)}'")}.");

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
