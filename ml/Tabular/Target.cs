namespace ServerlessML.Ml.Tabular;

/// <summary>What is to be predicted of each row.</summary>
public sealed record Target
{
    /// <summary>The column's name, in messages and in the model.</summary>
    public required string Name { get; init; }

    public required TaskKind Task { get; init; }

    /// <summary>One a row: the number, or which of the classes.</summary>
    public required float[] Values { get; init; }

    /// <summary>What each row counts, 0 or more, relative to the others; null where all count alike.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Two for a binary target, none for a number.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Numbers that a model gives a row.</summary>
    public int Outputs => Task == TaskKind.MultiClass ? Classes.Count : 1;

    /// <summary>The given rows, in the given order.</summary>
    public Target Take(int[] rows) =>
        this with
        {
            Values = Array.ConvertAll(rows, row => Values[row]),
            Weights = Weights is { } weights ? Array.ConvertAll(rows, row => weights[row]) : null,
        };

    /// <param name="labels">True for the positive class.</param>
    /// <param name="name">The column's.</param>
    public static Target Binary(bool[] labels, string name) =>
        new()
        {
            Name = name,
            Task = TaskKind.Binary,
            Values = Array.ConvertAll(labels, label => label ? 1f : 0f),
            Classes = ["0", "1"],
        };

    /// <summary>The label as <see cref="Data.TableReader"/> reads it.</summary>
    /// <exception cref="ColumnException">The column is absent or holds categories, or a row has no class of the definition or no finite
    /// number; the message says which row and what it has.</exception>
    public static Target Of(Table table, LabelDefinition label)
    {
        if (label.Task == TaskKind.Binary)
        {
            return Binary(Labels.Of(table, label.Name), label.Name) with { Classes = label.Values };
        }

        var values = table.Numbers(label.Name).Values;
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row];
            if (
                label.Task == TaskKind.Regression
                    ? !float.IsFinite(value)
                    : !(value >= 0 && value < label.Values.Count && value == MathF.Floor(value))
            )
            {
                throw new ColumnException(
                    label.Name,
                    label.Task == TaskKind.Regression
                        ? $"Label '{label.Name}' must be a finite number; row {row + 1} has {value}."
                        : $"Label '{label.Name}' must be a class from 0 to {label.Values.Count - 1}; row {row + 1} has {value}."
                );
            }
        }

        return new()
        {
            Name = label.Name,
            Task = label.Task,
            Values = values,
            Classes = label.Values,
        };
    }
}
