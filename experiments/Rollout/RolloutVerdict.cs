using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Experiments.Rollout;

/// <summary>What a look says.</summary>
/// <param name="Outcome">Failure wins over inconclusive, inconclusive over success.</param>
/// <param name="Reasons">Every measure with its value and limit; those that do not hold decide.</param>
/// <param name="Evidence">To be given to the looks of the next step.</param>
public sealed record RolloutVerdict(LookOutcome Outcome, IReadOnlyList<VerdictReason> Reasons, RolloutEvidence Evidence);
