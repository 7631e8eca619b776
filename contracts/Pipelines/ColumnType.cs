namespace ServerlessML.Contracts.Pipelines;

/// <summary>
/// How a feature column is read: <c>Number</c> and <c>Integer</c> as a 32-bit float, <c>Category</c> as text, <c>Boolean</c> as the float
/// 1 or 0, <c>Date</c> and <c>Datetime</c> as the float that <see cref="CanonicalTime"/> makes of them, <c>Text</c> as the words that
/// <see cref="CanonicalWords"/> makes of it.
/// </summary>
public enum ColumnType
{
    Number,
    Integer,
    Category,
    Boolean,

    /// <summary>A day of the calendar.</summary>
    Date,

    /// <summary>A minute of a day.</summary>
    Datetime,

    /// <summary>Sentences that people wrote, of which the words say something, and not the text as a whole.</summary>
    Text,
}
