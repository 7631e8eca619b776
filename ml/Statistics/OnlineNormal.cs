namespace ServerlessML.Ml.Statistics;

/// <summary>Mean and deviation of a series, one value at a time and without its sums cancelling each other (Welford 1962).</summary>
public sealed class OnlineNormal
{
    private double _squares;

    public int Count { get; private set; }

    public double Mean { get; private set; }

    /// <summary>The deviation of the values as a whole population; 0 for none.</summary>
    public double Deviation => Count == 0 ? 0 : Math.Sqrt(Math.Max(0, _squares / Count));

    public void Add(double value)
    {
        var before = Mean;
        Count++;
        Mean += (value - before) / Count;
        _squares += (value - before) * (value - Mean);
    }
}
