using ServerlessML.Contracts.Serving;

namespace ServerlessML.Functions.Rollout;

/// <summary>How a deployment stands: what a command that expected something else is answered with.</summary>
public sealed record ReleaseState
{
    /// <summary>The traffic plan's; to be sent with the next command.</summary>
    public required int Revision { get; init; }

    /// <summary>Who made the plan so: a person, or a run.</summary>
    public required string By { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Hundredths of a percent by version.</summary>
    public required IReadOnlyDictionary<int, int> Weights { get; init; }
    public int? Champion { get; init; }
    public int? Previous { get; init; }
    public int? Challenger { get; init; }

    public static ReleaseState Of(TrafficPlan plan, ModelAliases aliases) =>
        new()
        {
            Revision = plan.Revision,
            By = plan.By,
            Reason = plan.Reason,
            At = plan.UpdatedAt,
            Weights = new SortedDictionary<int, int>(
                plan.Arms.GroupBy(arm => arm.Version).ToDictionary(arms => arms.Key, arms => arms.Sum(arm => arm.Weight))
            ),
            Champion = aliases.Champion,
            Previous = aliases.Previous,
            Challenger = aliases.Challenger,
        };
}
