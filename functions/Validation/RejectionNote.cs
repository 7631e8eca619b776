using System.Text;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Functions.Validation;

/// <summary>The note beside a rejected batch: its report's sentences, for the person who landed it.</summary>
public static class RejectionNote
{
    private const int Shown = 50;

    public static string Of(ValidationReport report)
    {
        var broken = report.Violations.Where(violation => violation.Rejects).ToList();
        var remarks = report.Violations.Where(violation => !violation.Rejects).ToList();
        var text = new StringBuilder($"This batch was rejected by run '{report.RunId}', and nothing was trained:\n\n");
        Add(text, broken);
        if (remarks.Count > 0)
        {
            text.Append("\nRemarks, which reject nothing:\n\n");
            Add(text, remarks);
        }

        return text.Append("\nWhen the files or the definition are mended, land _SUCCESS again: the batch then runs again. ")
            .Append($"GET /api/runs/{report.RunId}/validation has the whole report.\n")
            .ToString();
    }

    private static void Add(StringBuilder text, List<RuleViolation> violations)
    {
        foreach (var violation in violations.Take(Shown))
        {
            text.Append($"- {violation.Message}\n");
        }

        if (violations.Count > Shown)
        {
            text.Append($"- and {violations.Count - Shown} more\n");
        }
    }
}
