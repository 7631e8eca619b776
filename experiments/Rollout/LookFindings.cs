using ServerlessML.Contracts.Evaluation;
using ServerlessML.Experiments.Rollout.Judges;

namespace ServerlessML.Experiments.Rollout;

/// <summary>Gathers what one look finds, measure by measure.</summary>
internal sealed class LookFindings(RolloutEvidence before, RolloutEvidence last)
{
    private readonly SortedDictionary<string, double> _logs = new(
        before.Logs.ToDictionary(pair => pair.Key, pair => new EValue(pair.Value).Log),
        StringComparer.Ordinal
    );
    private readonly List<VerdictReason> _findings = [];
    private LookOutcome _outcome = LookOutcome.Success;
    private RolloutEvidence _kept = last;
    private bool _ended;

    public LookVerdict Verdict =>
        new()
        {
            Outcome = _outcome,
            Findings = _findings,
            Ended = _ended,
            Evidence = _kept with { Logs = _logs },
        };

    /// <summary>Adds this step's evidence to that of the steps before, and says whether together it rejects.</summary>
    public bool Rejects(string measure, EValue evidence, double alpha)
    {
        var whole = new EValue(before.Logs.GetValueOrDefault(measure)).Then(evidence);
        _logs[measure] = whole.Log;
        return whole.Rejects(alpha);
    }

    public void Add(string measure, double value, double limit, LookOutcome found, string message)
    {
        _outcome = Worse(_outcome, found);
        _findings.Add(
            new()
            {
                Measure = measure,
                Value = Finite(value),
                Limit = Finite(limit),
                Holds = found == LookOutcome.Success,
                Message = message,
            }
        );
    }

    public void Add(string measure, ExperimentFinding found)
    {
        Add(measure, found.Value, found.Limit, found.Outcome, found.Message);
        _kept = found.Kept ?? _kept;
        _ended = found.Ended;
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;

    private static LookOutcome Worse(LookOutcome a, LookOutcome b) =>
        a == LookOutcome.Failure || b == LookOutcome.Failure ? LookOutcome.Failure
        : a == LookOutcome.Inconclusive || b == LookOutcome.Inconclusive ? LookOutcome.Inconclusive
        : LookOutcome.Success;
}
