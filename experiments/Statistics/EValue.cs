namespace ServerlessML.Experiments.Statistics;

/// <summary>
/// Evidence against a hypothesis, as a wager's wealth that starts at 1 and under the hypothesis is not expected to grow (Ville 1939):
/// it passes 1/alpha at any look, ever, with probability at most alpha. Kept as a logarithm.
/// </summary>
public readonly record struct EValue(double Log)
{
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
