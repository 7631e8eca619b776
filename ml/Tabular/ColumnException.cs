namespace ServerlessML.Ml.Tabular;

/// <summary>A column is absent, of the wrong kind, or unusable for what is asked of it.</summary>
public sealed class ColumnException(string column, string message) : Exception(message)
{
    public string Column { get; } = column;
}
