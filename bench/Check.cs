namespace ServerlessML.Bench;

/// <summary>One figure against its goal. A value that could not be measured is null, and the goal does not hold.</summary>
internal sealed record Check(string Name, double? Value, string Unit, string Goal, bool Holds)
{
    /// <summary>The 95 % interval of the value, where it was measured more than once.</summary>
    public double[]? Interval { get; init; }

    public string? Note { get; init; }

    public static Check AtLeast(string name, Estimate value, string unit, double goal) =>
        new(name, value.Median, unit, $">= {goal}", value.Median >= goal) { Interval = value.Interval };

    public static Check AtMost(string name, Estimate value, string unit, double goal) =>
        new(name, value.Median, unit, $"<= {goal}", value.Median <= goal) { Interval = value.Interval };

    public static Check Missing(string name, string unit, string goal, string reason) =>
        new(name, null, unit, goal, false) { Note = reason };
}
