namespace ServerlessML.Functions.Rollout;

/// <summary>One version's metrics under one plan.</summary>
/// <param name="Metrics">Over rows, by name.</param>
/// <param name="Units">Over units, by name.</param>
public sealed record ArmOutcomes(IReadOnlyDictionary<string, Moments> Metrics, IReadOnlyDictionary<string, UnitSums> Units);
