namespace ServerlessML.Ml.Data;

/// <summary>A column of the contract as SQL of a shard's table.</summary>
/// <param name="Name">Of the column.</param>
/// <param name="Value">SQL of its value, as a number or a text.</param>
/// <param name="Present">SQL condition of a row that has anything.</param>
/// <param name="IsNumber">Its value is a number.</param>
internal sealed record ExpectedCell(string Name, string Value, string Present, bool IsNumber)
{
    /// <summary>SQL condition of a row that has a value of the column's type.</summary>
    public string HasValue => $"{Value} IS NOT NULL";

    /// <summary>SQL of the value as people read it.</summary>
    public string Shown => IsNumber ? $"regexp_replace(CAST({Value} AS VARCHAR), '[.]0$', '')" : $"'''' || left({Value}, 60) || ''''";
}
