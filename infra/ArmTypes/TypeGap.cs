using System.Text.RegularExpressions;

namespace ServerlessML.ArmTypes;

/// <summary>Something that Azure's published types have wrong.</summary>
/// <param name="Type">Of the resource.</param>
/// <param name="Path">Of the member; <c>[]</c> for any item.</param>
/// <param name="Fault">What the types say of it, without cause.</param>
/// <param name="Reason">How it is known.</param>
public sealed partial record TypeGap(string Type, string Path, BodyFault Fault, string Reason)
{
    private const string Fraction = "Bicep has whole numbers only; the REST specification says «number»";

    public static IReadOnlyList<TypeGap> All { get; } =
    [
        new("Microsoft.App/containerApps", "$.properties.template.containers[].resources.cpu", BodyFault.NotWhole, Fraction),
        new("Microsoft.App/jobs", "$.properties.template.containers[].resources.cpu", BodyFault.NotWhole, Fraction),
        new("Microsoft.Consumption/budgets", "$.properties.amount", BodyFault.NotWhole, Fraction),
        new("Microsoft.Insights/metricAlerts", "$.properties.criteria.allOf[].threshold", BodyFault.NotWhole, Fraction),
        new("Microsoft.Insights/scheduledQueryRules", "$.properties.criteria.allOf[].threshold", BodyFault.NotWhole, Fraction),
        new("Microsoft.OperationalInsights/workspaces", "$.properties.workspaceCapping.dailyQuotaGb", BodyFault.NotWhole, Fraction),
    ];

    public bool Covers(string type, BodyProblem problem) =>
        problem.Fault == Fault && Type.Equals(type, StringComparison.OrdinalIgnoreCase) && Index().Replace(problem.Path, "[]") == Path;

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
