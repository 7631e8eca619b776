using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>What a policy makes of one look of a rollout that is over.</summary>
/// <param name="Look">As it was kept.</param>
/// <param name="Verdict">Under the policy asked about.</param>
/// <param name="Move">What the rollout would have done.</param>
public sealed record BacktestMove(RolloutLook Look, LookVerdict Verdict, RolloutMove Move);
