using System.Globalization;
using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Experiments.Evaluation;

/// <summary>Judges estimates by their intervals, and says what becomes of those that show nothing.</summary>
/// <param name="unproven">The pipeline's word.</param>
/// <param name="heldOut">The number of held-out rows.</param>
internal sealed class GateChecks(UnprovenPolicy unproven, long heldOut)
{
    /// <summary>Fewer rows give no interval that could be trusted: all of them are of large samples.</summary>
    private const long LeastRows = 30;

    // So many times the rows is no advice any more.
    private const double MostTimes = 1000;

    public VerdictReason Judge(GateCheck check)
    {
        var rows = check.Rows ?? heldOut;
        var known =
            check is { Value: { } value, Low: { } low, High: { } high } && rows >= LeastRows && double.IsFinite(value) && low <= high
                ? (value, low, high)
                : default((double, double, double)?);
        var state = known is { } seen ? StateOf(check, seen) : CheckState.NotShown;
        UnprovenRule? rule = state == CheckState.NotShown ? unproven.Of(check.Name) : null;
        var shown = check.Value is { } estimate && double.IsFinite(estimate) ? estimate : default(double?);
        return new()
        {
            Measure = check.Name,
            Value = shown ?? 0,
            Limit = check.Limit,
            Holds = state == CheckState.Holds,
            State = state,
            Unproven = rule,
            Low = known?.Item2,
            High = known?.Item3,
            Message = $"{Said(check, shown, known, rows)}{Word(check, state)}{Advice(check, known)}{Becomes(rule)}",
        };
    }

    /// <summary>A check that no figure tells anything of.</summary>
    /// <param name="check">Its name.</param>
    /// <param name="message">What is not shown, and why.</param>
    public VerdictReason Unshown(string check, string message)
    {
        var rule = unproven.Of(check);
        return new()
        {
            Measure = check,
            Value = 0,
            Limit = 0,
            Holds = false,
            State = CheckState.NotShown,
            Unproven = rule,
            Message = message + Becomes(rule),
        };
    }

    private static CheckState StateOf(GateCheck check, (double Value, double Low, double High) seen) =>
        seen.Low >= check.Least && seen.High <= check.Most ? CheckState.Holds
        : seen.High < check.Least || seen.Low > check.Most ? CheckState.Fails
        : CheckState.NotShown;

    private static string Said(GateCheck check, double? shown, (double Value, double Low, double High)? known, long rows) =>
        (shown, known) switch
        {
            (null, _) => $"{check.What} has no value ({check.Why}), so that it is ",
            ({ } value, null) => $"{check.What} is {Text(check, value)} without an "
                + $"interval{(rows < LeastRows ? $" ({rows} rows are too few for one)" : "")}, ",
            (_, { } seen) => $"{check.What} is {Text(check, seen.Value)} ({Text(check, seen.Low)} to {Text(check, seen.High)}), ",
        };

    private static string Word(GateCheck check, CheckState state)
    {
        var isTwoSided = double.IsFinite(check.Least) && double.IsFinite(check.Most);
        var limit = isTwoSided
            ? $"limits of {Text(check, check.Least)} and {Text(check, check.Most)}"
            : $"limit of {Text(check, check.Limit)}";
        var isFloor = double.IsFinite(check.Least);
        return (state, isTwoSided, isFloor) switch
        {
            (CheckState.Holds, true, _) => $"between the {limit}",
            (CheckState.Fails, true, _) => $"outside the {limit}",
            (CheckState.NotShown, true, _) => $"not shown to be between the {limit}",
            (CheckState.Holds, _, true) => $"at least the {limit}",
            (CheckState.Fails, _, true) => $"below the {limit}",
            (CheckState.NotShown, _, true) => $"not shown to be at least the {limit}",
            (CheckState.Holds, _, _) => $"at most the {limit}",
            (CheckState.Fails, _, _) => $"above the {limit}",
            _ => $"not shown to be at most the {limit}",
        };
    }

    // An interval narrows by the root of the rows.
    private static string Advice(GateCheck check, (double Value, double Low, double High)? known)
    {
        if (known is not { } seen || StateOf(check, seen) != CheckState.NotShown)
        {
            return "";
        }

        var times = new[]
        {
            (Bound: check.Least, Reach: seen.Value - seen.Low, Beyond: seen.High - seen.Value),
            (Bound: check.Most, Reach: seen.High - seen.Value, Beyond: seen.Value - seen.Low),
        }
            .Where(side => double.IsFinite(side.Bound) && seen.Low <= side.Bound && side.Bound <= seen.High)
            .Max(side => Math.Pow(Math.Max(side.Reach, side.Beyond) / Math.Abs(seen.Value - side.Bound), 2));
        return times <= MostTimes
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"; about {Math.Max(1.1, Math.Ceiling(times * 10) / 10):0.#} times the held-out rows would show it either way"
            )
            : "";
    }

    private static string Becomes(UnprovenRule? rule) =>
        rule switch
        {
            UnprovenRule.Ask => "; people decide",
            UnprovenRule.Accept => "; taken to hold, as 'evaluation.unproven' says",
            UnprovenRule.Reject => "; taken to fail, as 'evaluation.unproven' says",
            _ => "",
        };

    private static string Text(GateCheck check, double value) => value.ToString(check.Format, CultureInfo.InvariantCulture);
}
