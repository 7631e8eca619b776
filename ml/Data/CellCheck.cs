using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>One rule of the values of one column.</summary>
/// <param name="Rule">As <see cref="RuleViolation.Rule"/> names it.</param>
/// <param name="Column">The column's name in the contract.</param>
/// <param name="Cell">The table's column that examples are taken from.</param>
/// <param name="Condition">SQL, true for a row that breaks the rule; null counts as false.</param>
/// <param name="Finding">The end of «17 values in column 'level' …».</param>
/// <param name="Advice">What to do, as a sentence.</param>
internal sealed record CellCheck(string Rule, string Column, string Cell, string Condition, string Finding, string Advice)
{
    public RuleViolation Violation(ShardTable table, long count) =>
        RuleSentence.Told(
            new()
            {
                File = table.Source.File.Name,
                Column = Column,
                Rule = Rule,
                Count = count,
                Examples = table.Examples(Cell, Condition),
                Message = "",
                Finding = new()
                {
                    What = $"in column '{ShardTable.Cut(Column)}' {Finding}",
                    Unit = "value",
                    Advice = Advice,
                },
            }
        );
}
