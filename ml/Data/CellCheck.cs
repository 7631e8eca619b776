using System.Text.RegularExpressions;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>One rule of the values of one column.</summary>
/// <param name="Rule">As <see cref="RuleViolation.Rule"/> names it.</param>
/// <param name="Column">The column's name in the contract.</param>
/// <param name="Cell">The table's column that examples are taken from.</param>
/// <param name="Condition">SQL, true for a row that breaks the rule; null counts as false.</param>
/// <param name="Finding">The end of the sentence «17 values in column 'level' of 'a.csv' …».</param>
internal sealed partial record CellCheck(string Rule, string Column, string Cell, string Condition, string Finding)
{
    /// <summary>The beginning of the finding about parts of JSON records that are no texts.</summary>
    public const string Part = "hold a JSON object or list";

    private string? AdviceOn(IReadOnlyList<string> examples) =>
        Rule switch
        {
            // 1,234 may be a thousand and more, or one and a quarter: the file does not say which.
            "type" when Finding.EndsWith(" number", StringComparison.Ordinal) && examples.All(MarkedNumber().IsMatch) =>
                "They may be numbers: state how they are written, as 'data.format: { thousands: ',' }' or 'data.format: { decimal: ',' }'.",
            "type" when Finding.StartsWith(Part, StringComparison.Ordinal) =>
                $"Name the part that is meant, such as 'data.format.paths: {{ {Column}: {Column}.key }}'.",
            "float32" => "If they stand for a missing value, list them in 'data.format.missing'.",
            "type" when Finding.Contains(" a date ", StringComparison.Ordinal) => "Correct them, or state the column's 'format'.",
            "future" => "Correct them, or take 'max: now' from the column.",
            "type" => "Correct them, or make it a column of another type.",
            "range" => "Correct them, or widen the column's 'min' and 'max'.",
            "domain" or "label-domain" when Finding.StartsWith("are none", StringComparison.Ordinal) =>
                "Correct them, or add them to its 'values'.",
            "cell-size" => "Shorten them, or raise 'validation.max-cell-bytes'.",
            _ => "Correct them, or leave those rows out.",
        };

    public RuleViolation Violation(ShardTable table, long count)
    {
        var examples = table.Examples(Cell, Condition);
        return RuleSentence.Told(
            new()
            {
                File = table.Source.File.Name,
                Column = Column,
                Rule = Rule,
                Count = count,
                Examples = examples,
                Message = "",
                Finding = new()
                {
                    What = Finding,
                    Unit = "value",
                    Advice = AdviceOn(examples),
                },
            }
        );
    }

    [GeneratedRegex(@": '[+-]?[0-9]{1,3}(,[0-9]{3})+'")]
    private static partial Regex MarkedNumber();
}
