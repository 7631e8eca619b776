namespace ServerlessML.Ml.Tabular;

/// <summary>Reads the column to predict.</summary>
public static class Labels
{
    /// <summary>True where the column has 1.</summary>
    /// <exception cref="ColumnException">The column is absent, holds categories, or a row has neither 0 nor 1; the message says which row
    /// and what it has.</exception>
    public static bool[] Of(Table table, string name)
    {
        var values = table.Numbers(name).Values;
        var labels = new bool[values.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            labels[row] = values[row] switch
            {
                0 => false,
                1 => true,
                var other => throw new ColumnException(name, $"Label '{name}' must be 0 or 1; row {row + 1} has {other}."),
            };
        }

        return labels;
    }
}
