namespace ServerlessML.Bench.Decisions;

/// <summary>When a method stopped each experiment of a scenario.</summary>
/// <param name="Scenario">The world.</param>
/// <param name="Method">The method.</param>
/// <param name="Alpha">Promised.</param>
/// <param name="Promises">Whether it is held to that.</param>
/// <param name="Looks">At most.</param>
/// <param name="First">Look of the first alarm, from 1; 0 where there was none.</param>
internal sealed record Stops(string Scenario, string Method, double Alpha, bool Promises, int Looks, IReadOnlyList<int> First)
{
    public int Alarms => First.Count(look => look > 0);

    public double Share => (double)Alarms / First.Count;

    /// <summary>Events until the alarm, or until the end where there was none.</summary>
    public double MeanEvents => First.Average(look => look > 0 ? look : Looks) * Block.Events;

    /// <summary>The median number of events over all experiments; null where half of them never stopped.</summary>
    public int? MedianEvents =>
        First.Select(look => look > 0 ? look : int.MaxValue).Order().ElementAt(First.Count / 2) is var look and < int.MaxValue
            ? look * Block.Events
            : null;

    /// <summary>95 % score interval of the share (Wilson 1927).</summary>
    public (double Low, double High) Interval()
    {
        const double z = 1.959963984540054;
        double count = First.Count;
        var middle = (Share + (z * z / (2 * count))) / (1 + (z * z / count));
        var half = z / (1 + (z * z / count)) * Math.Sqrt((Share * (1 - Share) / count) + (z * z / (4 * count * count)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>The share of experiments that each look has stopped.</summary>
    public IReadOnlyList<double> StoppedShares()
    {
        var stopped = new double[Looks + 1];
        foreach (var look in First.Where(look => look > 0))
        {
            stopped[look]++;
        }

        for (var look = 1; look <= Looks; look++)
        {
            stopped[look] += stopped[look - 1];
        }

        return [.. stopped.Select(count => count / First.Count)];
    }
}
