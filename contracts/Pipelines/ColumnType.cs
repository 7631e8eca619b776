namespace ServerlessML.Contracts.Pipelines;

/// <summary>How a feature column is read: <c>Number</c> and <c>Integer</c> as a 32-bit float, <c>Category</c> as text.</summary>
public enum ColumnType
{
    Number,
    Integer,
    Category,
}
