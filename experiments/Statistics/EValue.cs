namespace ServerlessML.Experiments.Statistics;

/// <summary>
/// Evidence against a hypothesis, as a wager's wealth that starts at 1 and under the hypothesis is not expected to grow (Ville 1939):
/// it passes 1/alpha at any look, ever, with probability at most alpha. Kept as a logarithm, which is always finite: it is added to, and
/// goes into documents.
/// </summary>
public readonly record struct EValue
{
    /// <summary>The size of a logarithm beyond which more is no surer: proof on one side, nothing left of the stake on the other.</summary>
    public const double Most = 1e15;

    /// <param name="log">The wealth's logarithm. What cannot be computed says nothing.</param>
    public EValue(double log) => Log = log;

    public double Log
    {
        get;
        init => field = double.IsNaN(value) ? 0 : Math.Clamp(value, -Most, Most);
    }

    /// <summary>Nothing seen.</summary>
    public static EValue None => default;

    /// <summary>Anytime-valid: min(1, 1/e).</summary>
    public double PValue => Log > 0 ? Math.Exp(-Log) : 1;

    public bool Rejects(double alpha) => Log >= -Math.Log(alpha);

    /// <summary>Evidence of another stretch of time, whose wager began anew: wealth multiplies.</summary>
    public EValue Then(EValue next) => new(Log + next.Log);

    /// <summary>Several wagers at once, each with an equal part of the stake: wealth is the mean.</summary>
    public static EValue Mean(ReadOnlySpan<double> logs)
    {
        var most = double.NegativeInfinity;
        foreach (var log in logs)
        {
            most = Math.Max(most, log);
        }

        if (logs.IsEmpty || !double.IsFinite(most))
        {
            return logs.IsEmpty || double.IsNaN(most) ? None : new(most);
        }

        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - most);
        }

        return new(most + Math.Log(sum / logs.Length));
    }
}
