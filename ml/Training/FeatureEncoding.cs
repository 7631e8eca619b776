namespace ServerlessML.Ml.Training;

/// <summary>
/// How raw columns become the network's input: a code per column into one table of learned rows (bins of numbers, categories),
/// and the standardised numbers. Fitted on training rows only.
/// </summary>
internal sealed class FeatureEncoding
{
    private FeatureEncoding(IReadOnlyList<NumberEncoding> numbers, IReadOnlyList<CategoryEncoding> categories, IReadOnlyList<string> order)
    {
        Numbers = numbers;
        Categories = categories;
        Order = order;
        var offset = 0;
        foreach (var width in numbers.Select(number => number.Width).Concat(categories.Select(category => category.Width)))
        {
            Offsets.Add(offset);
            offset += width;
        }

        TableRows = offset;
    }

    public IReadOnlyList<NumberEncoding> Numbers { get; }

    public IReadOnlyList<CategoryEncoding> Categories { get; }

    /// <summary>The columns' names, as the model's inputs are ordered.</summary>
    public IReadOnlyList<string> Order { get; }

    /// <summary>Each column's first row in the table: numbers first, then categories.</summary>
    public List<int> Offsets { get; } = [];

    /// <summary>Codes per row of data: one a column.</summary>
    public int Columns => Numbers.Count + Categories.Count;

    /// <summary>Rows of the learned table.</summary>
    public int TableRows { get; }

    /// <exception cref="TrainingException">A column has no value at all.</exception>
    /// <exception cref="ColumnException">There is no such column.</exception>
    public static FeatureEncoding Fit(Table table, IReadOnlyList<string> features, TrainingOptions options)
    {
        var numbers = new List<NumberEncoding>();
        var categories = new List<CategoryEncoding>();
        foreach (var name in features)
        {
            switch (table[name])
            {
                case NumberColumn column:
                    numbers.Add(NumberEncoding.Fit(column, options));
                    break;
                case CategoryColumn column:
                    categories.Add(CategoryEncoding.Fit(column, options.MaxCategories, options.MinCategoryRows));
                    break;
            }
        }

        return new FeatureEncoding(numbers, categories, features);
    }

    public EncodedRows Encode(Table table)
    {
        var codes = new int[table.RowCount * Columns];
        var numbers = new float[table.RowCount * Numbers.Count];
        for (var c = 0; c < Numbers.Count; c++)
        {
            var encoding = Numbers[c];
            var values = table.Numbers(encoding.Name).Values;
            for (var row = 0; row < values.Length; row++)
            {
                codes[row * Columns + c] = Offsets[c] + encoding.Bin(values[row]);
                numbers[row * Numbers.Count + c] = encoding.Scaled(values[row]);
            }
        }

        for (var c = 0; c < Categories.Count; c++)
        {
            var encoding = Categories[c];
            var column = table.Categories(encoding.Name);
            var place = Numbers.Count + c;
            var rows = Array.ConvertAll(column.Dictionary, text => Offsets[place] + encoding.RowOf(text));
            for (var row = 0; row < column.Length; row++)
            {
                var code = column.Codes[row];
                codes[row * Columns + place] = code == CategoryColumn.Missing ? Offsets[place] + encoding.MissingRow : rows[code];
            }
        }

        return new EncodedRows(codes, Columns, numbers, Numbers.Count, table.RowCount);
    }
}
