using ServerlessML.Contracts.Validation;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Workflows.Validation;

/// <summary>What an override is held against.</summary>
/// <param name="Policy">The pipeline's.</param>
/// <param name="Report">The validation report that the run waits about.</param>
/// <param name="Until">When the wait ends.</param>
/// <param name="StartedBy">Who started the run.</param>
/// <param name="StartedById">Their object id, where one is known.</param>
public sealed record OverrideTerms(OverridePolicy Policy, Digest Report, DateTimeOffset Until, string? StartedBy, string? StartedById)
{
    /// <summary>Bars as an approval does: who may have started the run counts as who did.</summary>
    public ApprovalTerms Starter =>
        new(new() { StarterMayApprove = Policy.StarterMayOverride }, Report, StartedBy)
        {
            StartedById = StartedById,
            BarsUnknownStarters = true,
        };
}
