using ServerlessML.Ml.Statistics;

namespace ServerlessML.Ml.Evaluation;

/// <summary>The figures that get intervals, and from what.</summary>
/// <param name="Figures">With an interval.</param>
/// <param name="Without">Too dear for one.</param>
/// <param name="Settings">Of the bootstrap.</param>
/// <param name="Most">The resamples that there would be with time for all.</param>
public sealed record IntervalPlan(IReadOnlyList<string> Figures, IReadOnlyList<string> Without, BootstrapSettings Settings, int Most)
{
    /// <summary>Says what the plan leaves out; nothing where it leaves out nothing.</summary>
    public IEnumerable<string> LeftOut()
    {
        if (Settings.Resamples < Most)
        {
            yield return $"intervals are from {Settings.Resamples} resamples instead of {Most}";
        }

        if (Without.Count > 0)
        {
            var names = string.Join(", ", Without.Take(5)) + (Without.Count > 5 ? $" and {Without.Count - 5} others" : "");
            yield return $"there is no interval of {names}, which a limit on {(Without.Count == 1 ? "it" : "one of them")} would need";
        }
    }
}
