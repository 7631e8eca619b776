using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>One rule of one column.</summary>
/// <param name="Rule">As <see cref="RuleViolation.Rule"/> names it.</param>
/// <param name="Column">The column's name in the contract.</param>
/// <param name="Cell">The table's column that examples are taken from; null for none.</param>
/// <param name="Condition">SQL, true for a row that breaks the rule; null counts as false.</param>
/// <param name="Finding">The end of the sentence «17 values …».</param>
internal sealed record CellCheck(string Rule, string Column, string? Cell, string Condition, string Finding)
{
    /// <summary>Rows that may break it.</summary>
    public long Allowed { get; init; }

    public RuleViolation Violation(ShardTable table, long count) =>
        new()
        {
            File = table.Source.File.Name,
            Column = Column,
            Rule = Rule,
            Count = count,
            Examples = Cell is null ? [] : table.Examples(Cell, Condition),
            Message = $"Column '{Column}': {count} values {Finding}.",
        };
}
