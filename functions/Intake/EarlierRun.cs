using System.Globalization;
using ServerlessML.Contracts.Runs;

namespace ServerlessML.Functions.Intake;

/// <summary>The run that the same files had under the same definition.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="Batch">The batch that it was started for.</param>
/// <param name="State">What became of it.</param>
/// <param name="Outcome">Why; null while it runs.</param>
/// <param name="At">When it ended, or began if it runs.</param>
public sealed record EarlierRun(string RunId, string Batch, string State, string? Outcome, DateTimeOffset At)
{
    /// <summary>Words it for the person who landed the files again.</summary>
    public string Told()
    {
        var at = At.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var outcome = Outcome is { Length: > 0 } why ? $": {why.TrimEnd('.')}" : "";
        var state = State == RunState.Running ? $"runs since {at} UTC" : $"ended as {State} at {at} UTC{outcome}";
        return $"These files are run '{RunId}' of batch '{Batch}', which {state}. No second run was started: the same files under the "
            + $"same definition are one run. GET /api/runs/{RunId} shows it. To run them again, change the definition and land _SUCCESS "
            + "again, or POST /api/runs with an Idempotency-Key of your own.";
    }
}
