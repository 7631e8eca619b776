namespace ServerlessML.Functions.Rollout;

/// <summary>
/// The covariate of CUPED: how far a key's sum was above what its rows would have had at the average of all keys. A key that was not seen before is at that
/// average, which is what is expected of it. Fixed before the first request that the new version answers.
/// </summary>
internal sealed class CovariateOfKeys
{
    private readonly KeyCovariates history;
    private readonly double outcome;
    private readonly double quality;

    public CovariateOfKeys(KeyCovariates history)
    {
        this.history = history;
        var all = history.Keys.Values.Append(history.Others ?? new() { Rows = 0, Outcome = 0, Quality = 0 }).ToList();
        var rows = (double)all.Sum(key => key.Rows);
        outcome = rows == 0 ? 0 : all.Sum(key => key.Outcome) / rows;
        quality = rows == 0 ? 0 : all.Sum(key => key.Quality) / rows;
    }

    public double Outcome(UnitTotals unit) => Known(unit) is { } past ? (past.Outcome - (outcome * past.Rows)) / Moments.Scale : 0;

    public double Quality(UnitTotals unit) => Known(unit) is { } past ? (past.Quality - (quality * past.Rows)) / Moments.Scale : 0;

    private KeyCovariate? Known(UnitTotals unit) => unit.HasKey ? history.Keys.GetValueOrDefault(unit.Unit) : null;
}
