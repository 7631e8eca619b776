namespace ServerlessML.Contracts;

/// <summary>A check of routing and counting before a rollout: two arms of the champion, split as the first step's will be, must not differ.</summary>
public sealed record AaPolicy
{
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Of both arms together; fewer say nothing.</summary>
    public int MinRequests { get; init; } = 1000;

    /// <summary>Percent of traffic on the second arm, more than 0 and less than 100; null for the first step's weight, or 50 where that is all.</summary>
    public double? Weight { get; init; }

    /// <summary>Probability that sound plumbing is found at fault by errors or scores; shares have a thousandth of their own.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>Largest difference of the arms' cumulative shares of scores, 0 to 1. Above 0 where one key sends many requests.</summary>
    public double MaxShift { get; init; } = 0.02;
}
