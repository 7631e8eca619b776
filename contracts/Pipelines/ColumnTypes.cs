namespace ServerlessML.Contracts.Pipelines;

/// <summary>What types have in common.</summary>
public static class ColumnTypes
{
    extension(ColumnType type)
    {
        /// <summary>Whether a model takes values as texts; of the other types as 32-bit floats.</summary>
        public bool IsString => type is ColumnType.Category or ColumnType.Text;

        /// <summary>Whether a graph takes values apart, of which it shows no more than a float or a text.</summary>
        public bool IsTakenApart => type is ColumnType.Date or ColumnType.Datetime or ColumnType.Text;
    }
}
