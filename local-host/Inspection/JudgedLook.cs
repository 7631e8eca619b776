using ServerlessML.Contracts.Rollout;

namespace ServerlessML.LocalHost.Inspection;

/// <summary>A look of a past rollout, as another policy would have judged it.</summary>
/// <param name="Move">back, go on or hold.</param>
/// <param name="Reasons">The measures that do not hold.</param>
public sealed record JudgedLook(RolloutLook Look, string Move, IReadOnlyList<string> Reasons);
