using System.Globalization;

namespace ServerlessML.Experiments.Rollout;

/// <summary>Judges what the gateway counted. Pure. Nothing seen is inconclusive, never success.</summary>
public static class RolloutJudge
{
    public static readonly TimeSpan ShortestHold = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(5);

    public static Judgement Judge(RolloutPolicy policy, Look look)
    {
        if (look.Unavailable is { } reason)
        {
            return new(LookOutcome.Inconclusive, reason);
        }

        var needed = Math.Max(1, policy.MinRequests);
        if (look.Requests < needed)
        {
            return new(LookOutcome.Inconclusive, $"{look.Requests} requests seen, {needed} needed");
        }

        var rate = (double)look.Errors / look.Requests;
        var text = string.Create(CultureInfo.InvariantCulture, $"{rate:P2} of {look.Requests} requests failed, the limit is {policy.MaxErrorRate:P2}");
        return new(rate > policy.MaxErrorRate ? LookOutcome.Failure : LookOutcome.Success, text);
    }
}
