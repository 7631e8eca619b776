using System.Globalization;
using System.Text;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Functions.Validation;

/// <summary>The note beside a rejected batch: its report's sentences, for the person who landed it.</summary>
public static class RejectionNote
{
    private const int Shown = 50;

    /// <param name="report">Of the batch.</param>
    /// <param name="digest">The report's.</param>
    /// <param name="policy">Who may override it; null for nobody.</param>
    /// <param name="until">Until when they may; null where they cannot.</param>
    /// <param name="obstacle">The rule that nobody can accept; null for none.</param>
    public static string Of(ValidationReport report, Digest digest, OverridePolicy? policy, DateTimeOffset? until, string? obstacle)
    {
        var broken = report.Violations.Where(violation => violation.Rejects).ToList();
        var text = new StringBuilder($"This batch was rejected by run '{report.RunId}', and nothing was trained:\n\n");
        Add(text, broken);
        Remarks(text, report);
        text.Append("\nWhen the files or the definition are mended, land _SUCCESS again: the batch then runs again. ")
            .Append($"GET /api/runs/{report.RunId}/validation has the whole report.\n");
        if (policy is not null && until is { } end)
        {
            text.Append($"\nIt may be overridden until {At(end)} by somebody who is {string.Join(" or ", policy.Roles)}, with a reason: ")
                .Append(
                    $"sml override {report.RunId} --reason TEXT, or POST /api/runs/{report.RunId}/override with 'report' {digest} and 'reason'. The run waits so long.\n"
                );
        }
        else if (policy is not null && obstacle is not null)
        {
            text.Append($"\nIt cannot be overridden: the rule '{obstacle}' is about what cannot be read or learnt from.\n");
        }

        return text.ToString();
    }

    /// <summary>The note beside a batch that broke rules and that a person accepted.</summary>
    public static string Overridden(ValidationReport report, BatchOverride word)
    {
        var text = new StringBuilder(
            $"This batch broke rules, and {word.By} accepted it at {At(word.At)}: {word.Reason}\nRun '{report.RunId}' goes on with it"
        );
        text.Append(
            word.Baseline
                ? ", and later batches are compared with it and trained on together with it.\n\n"
                : "; no later batch is compared with it or trained on together with it.\n\n"
        );
        Add(text, [.. report.Violations.Where(violation => violation.Rejects)]);
        Remarks(text, report);
        return text.ToString();
    }

    private static string At(DateTimeOffset time) => $"{time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";

    private static void Remarks(StringBuilder text, ValidationReport report)
    {
        var remarks = report.Violations.Where(violation => !violation.Rejects).ToList();
        if (remarks.Count > 0)
        {
            text.Append("\nRemarks, which reject nothing:\n\n");
            Add(text, remarks);
        }
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
