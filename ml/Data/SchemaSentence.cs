using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Words where a batch is not as the schema has it.</summary>
public static class SchemaSentence
{
    private const string Rule = "schema";

    public static IEnumerable<RuleViolation> Of(
        IReadOnlyList<SchemaDifference> differences,
        DataSchema schema,
        RuleSeverity severity,
        long rows
    ) =>
        differences.Select(difference => new RuleViolation
        {
            File = BatchRules.WholeBatch,
            Column = difference.Column,
            Rule = Rule,
            Count = difference.Rows ?? rows,
            Message =
                $"Column '{ShardTable.Cut(difference.Column)}' is not as version {schema.Version} of the schema has it: "
                + $"{What(difference)}. If that is as it should be, accept it: that would {difference.Change} "
                + $"(POST /api/pipelines/{schema.Pipeline}/schema/accept).",
            Rejects = severity == RuleSeverity.Reject,
        });

    private static string What(SchemaDifference difference) =>
        difference.Kind switch
        {
            SchemaDifferenceKind.NewColumn => $"it has no such column, and {difference.Found}",
            SchemaDifferenceKind.MissingColumn => $"it has {difference.Expected}, and {difference.Found}",
            SchemaDifferenceKind.Type => $"it is a {difference.Found}, where a {difference.Expected} is expected",
            SchemaDifferenceKind.Environments => $"it is there in {difference.Found}, where {difference.Expected} is expected",
            SchemaDifferenceKind.NewCategory => $"it has {difference.Expected}, and the batch {difference.Found}",
            _ => $"its values are {difference.Found}, where {difference.Expected} is expected",
        };
}
