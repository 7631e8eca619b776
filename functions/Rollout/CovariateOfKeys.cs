namespace ServerlessML.Functions.Rollout;

/// <summary>
/// The covariate of CUPED: how far a key's sum was above what its rows would have had at the average of all keys. A key that was not seen
/// before is at that average, which is what is expected of it. Fixed before the first request that the new version answers.
/// </summary>
internal sealed class CovariateOfKeys
{
    private readonly KeyCovariates _history;
    private readonly double _outcome;
    private readonly double _quality;

    public CovariateOfKeys(KeyCovariates history)
    {
        this._history = history;
        var all = history
            .Keys.Values.Append(
                history.Others
                    ?? new()
                    {
                        Rows = 0,
                        Outcome = 0,
                        Quality = 0,
                    }
            )
            .ToList();
        var rows = (double)all.Sum(key => key.Rows);
        _outcome = rows == 0 ? 0 : all.Sum(key => key.Outcome) / rows;
        _quality = rows == 0 ? 0 : all.Sum(key => key.Quality) / rows;
    }

    public double Outcome(UnitTotals unit) => Known(unit) is { } past ? (past.Outcome - (_outcome * past.Rows)) / Moments.Scale : 0;

    public double Quality(UnitTotals unit) => Known(unit) is { } past ? (past.Quality - (_quality * past.Rows)) / Moments.Scale : 0;

    private KeyCovariate? Known(UnitTotals unit) => unit.HasKey ? _history.Keys.GetValueOrDefault(unit.Unit) : null;
}
