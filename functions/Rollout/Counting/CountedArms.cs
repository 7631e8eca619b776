namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>What was counted.</summary>
/// <param name="Arms">One a version and lane.</param>
/// <param name="Unavailable">Why nothing could be counted; null when it could.</param>
public sealed record CountedArms(IReadOnlyList<ArmTally> Arms, string? Unavailable)
{
    public static CountedArms Nothing(string why) => new([], why);
}
