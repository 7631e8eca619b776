namespace ServerlessML.Contracts.Pipelines;

/// <summary>
/// How a feature column is read: <c>Number</c> and <c>Integer</c> as a 32-bit float, <c>Category</c> as text, <c>Boolean</c> as the float
/// 1 or 0.
/// </summary>
public enum ColumnType
{
    Number,
    Integer,
    Category,
    Boolean,
}
