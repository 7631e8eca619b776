namespace ServerlessML.Ml.Training.Boosting;

/// <summary>
/// How raw columns become the numbers that trees split on: numbers as they are, categories by <see cref="RankedCategories"/>.
/// </summary>
internal sealed class BoostingEncoding
{
    private readonly Dictionary<string, RankedCategories> _categories = new(StringComparer.Ordinal);

    private BoostingEncoding(IReadOnlyList<string> order) => Order = order;

    /// <summary>The columns' names, as the model's inputs are ordered.</summary>
    public IReadOnlyList<string> Order { get; }

    /// <summary>Null for a number column.</summary>
    public RankedCategories? Categories(string column) => _categories.GetValueOrDefault(column);

    /// <param name="table">All rows.</param>
    /// <param name="features">The model's inputs.</param>
    /// <param name="target">What is to be predicted.</param>
    /// <param name="rows">Those to learn from.</param>
    /// <param name="options">The recipe's.</param>
    /// <exception cref="TrainingException">A column has no value at all, or an infinite one.</exception>
    /// <exception cref="ColumnException">There is no such column.</exception>
    public static BoostingEncoding Fit(Table table, IReadOnlyList<string> features, Target target, int[] rows, TrainingOptions options)
    {
        var encoding = new BoostingEncoding(features);
        foreach (var name in features)
        {
            switch (table[name])
            {
                case NumberColumn column:
                    Check(column);
                    break;
                case CategoryColumn column:
                    encoding._categories.Add(name, RankedCategories.Fit(column, target, rows, options));
                    break;
            }
        }

        return encoding;
    }

    /// <summary>The chosen rows, value by value.</summary>
    public float[] Encode(Table table, ReadOnlySpan<int> rows)
    {
        var values = new float[rows.Length * Order.Count];
        for (var c = 0; c < Order.Count; c++)
        {
            var column = Column(table, Order[c]);
            for (var i = 0; i < rows.Length; i++)
            {
                values[i * Order.Count + c] = column[rows[i]];
            }
        }

        return values;
    }

    private float[] Column(Table table, string name)
    {
        if (Categories(name) is not { } ranked)
        {
            return table.Numbers(name).Values;
        }

        var column = table.Categories(name);
        var codes = ranked.Codes();
        var byCode = Array.ConvertAll(column.Dictionary, text => codes.GetValueOrDefault(text, float.NaN));
        return Array.ConvertAll(column.Codes, code => code == CategoryColumn.Missing ? ranked.MissingCode : byCode[code]);
    }

    private static void Check(NumberColumn column)
    {
        if (column.MissingCount == column.Length)
        {
            throw new TrainingException($"Column '{column.Name}' has no value in any of the {column.Length} training rows.");
        }

        if (column.Values.Any(float.IsInfinity))
        {
            throw new TrainingException($"Column '{column.Name}' has an infinite value.");
        }
    }
}
