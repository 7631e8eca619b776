using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

/// <summary>Grows one column of a table, row by row.</summary>
internal abstract class ColumnBuilder
{
    public abstract int Count { get; }

    /// <summary>Whether the last row has nothing.</summary>
    public virtual bool LacksLast => false;

    public static ColumnBuilder For(ColumnDefinition definition) =>
        definition.Type.IsString
            ? new CategoryBuilder(definition)
            : new NumberBuilder(definition.Name, definition.IsDate ? definition : null);

    public abstract void Append(DuckDBDataReader row, int ordinal);

    public abstract Column Build();

    /// <summary>The column as the files have it.</summary>
    public virtual Column BuildRaw() => Build();
}
