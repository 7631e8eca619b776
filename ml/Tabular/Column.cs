namespace ServerlessML.Ml.Tabular;

/// <summary>One named column of a <see cref="Table"/>: numbers or categories.</summary>
public abstract class Column(string name)
{
    public string Name { get; } = name;

    /// <summary>Rows, missing ones included.</summary>
    public abstract int Length { get; }

    /// <summary>Rows whose value is missing.</summary>
    public abstract int MissingCount { get; }

    /// <summary>The given rows, in the given order.</summary>
    public abstract Column Take(ReadOnlySpan<int> rows);
}
