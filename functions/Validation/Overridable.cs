using ServerlessML.Contracts.Validation;

namespace ServerlessML.Functions.Validation;

/// <summary>Which broken rules a person may accept: those of batches that can be read and learnt from all the same.</summary>
public static class Overridable
{
    private static readonly HashSet<string> Rules = new(StringComparer.Ordinal)
    {
        "range",
        "domain",
        "missing",
        "cell-size",
        "duplicates",
        "rows",
        "drift",
        "anomaly",
        "schema",
    };

    /// <returns>The first rule of the report that nobody can accept; null when there is none.</returns>
    public static string? Obstacle(ValidationReport report, PipelineDefinition definition)
    {
        var needed = (definition.Evaluation.Split ?? new()).Needed().Append(definition.Data.Label.Name).ToHashSet(StringComparer.Ordinal);
        return report
            .Violations.FirstOrDefault(violation =>
                violation.Rejects
                && (
                    !(Rules.Contains(violation.Rule) || violation.Rule.StartsWith("expect_", StringComparison.Ordinal))
                    || (violation.Rule == "missing" && violation.Column is { } column && needed.Contains(column))
                )
            )
            ?.Rule;
    }
}
