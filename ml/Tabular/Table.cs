namespace ServerlessML.Ml.Tabular;

/// <summary>Columns of equal length, in memory.</summary>
public sealed class Table
{
    private readonly Dictionary<string, Column> _byName = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Two columns share a name, or lengths differ.</exception>
    public Table(IReadOnlyList<Column> columns)
    {
        Columns = columns;
        RowCount = columns.Count == 0 ? 0 : columns[0].Length;
        foreach (var column in columns)
        {
            if (!_byName.TryAdd(column.Name, column))
            {
                throw new ArgumentException($"Two columns are named '{column.Name}'.", nameof(columns));
            }

            if (column.Length != RowCount)
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' has {column.Length} rows, '{columns[0].Name}' has {RowCount}.",
                    nameof(columns)
                );
            }
        }
    }

    public IReadOnlyList<Column> Columns { get; }

    public int RowCount { get; }

    /// <exception cref="ColumnException">There is no such column.</exception>
    public Column this[string name] =>
        _byName.TryGetValue(name, out var column)
            ? column
            : throw new ColumnException(name, $"There is no column '{name}'; there are: {string.Join(", ", Columns.Select(c => c.Name))}.");

    public bool Has(string name) => _byName.ContainsKey(name);

    /// <exception cref="ColumnException">There is no such column, or it holds categories.</exception>
    public NumberColumn Numbers(string name) =>
        this[name] as NumberColumn ?? throw new ColumnException(name, $"Column '{name}' holds categories where numbers are needed.");

    /// <exception cref="ColumnException">There is no such column, or it holds numbers.</exception>
    public CategoryColumn Categories(string name) =>
        this[name] as CategoryColumn ?? throw new ColumnException(name, $"Column '{name}' holds numbers where categories are needed.");

    /// <summary>The given rows, in the given order.</summary>
    public Table Take(int[] rows) => new([.. Columns.Select(column => column.Take(rows))]);
}
