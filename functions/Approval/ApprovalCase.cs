using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Runs;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Functions.Approval;

/// <summary>What is known about a run's approval from outside of its orchestration, which has the last word.</summary>
public sealed record ApprovalCase
{
    public required RunManifest Manifest { get; init; }
    public required ApprovalPolicy Policy { get; init; }

    /// <summary>What is to be signed now; null when the run does not wait.</summary>
    public Digest? Waiting { get; init; }
    public ApprovalProgress? Progress { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>Against the evidence that is waited for, or was last.</summary>
    /// <exception cref="InvalidOperationException">The run has no evidence yet.</exception>
    public ApprovalTerms Terms =>
        new(
            Policy,
            Waiting ?? Manifest.Evidence ?? throw new InvalidOperationException("the run has no evidence yet"),
            Manifest.StartedBy,
            Progress is { } progress && (progress.Escalated || Now >= progress.EscalatesAt)
        )
        {
            StartedById = Manifest.StartedById,
            BarsUnknownStarters = true,
            CountsByObjectId = true,
        };

    public DecisionRefusal? Refusal(ApprovalDecision decision) =>
        ApprovalRule.Refusal(Terms, Manifest.Decisions, decision with { Evidence = Terms.Evidence });
}
