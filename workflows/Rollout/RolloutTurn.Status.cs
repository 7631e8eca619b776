using System.Globalization;
using Microsoft.DurableTask;
using ServerlessML.Workflows.Rollout.Earlier;

namespace ServerlessML.Workflows.Rollout;

internal sealed partial class RolloutTurn
{
    private void Tell() =>
        context.Tell(
            new RunStatus
            {
                Stage = Stage.Rollout,
                Weight = Weight,
                Phase = _now.Phase,
                Message =
                    _now.Paused is { } paused ? $"paused at {Weight} % by {paused}"
                    : _now.Phase is { } phase ? $"{RolloutPhases.Words(Ramp, phase)}: {_now.Seen}"
                    : RolloutMoves.Asks(Policy, _now, Clock) ? $"asks at {Step.Weight} %: go on (skip) or back (abort)? {_now.Seen}"
                    : RolloutMoves.IsHeld(Policy, _now, Clock) ? $"holding at {Step.Weight} %: {_now.Seen}"
                    : $"version {Ramp.Version} at {Step.Weight} % (step {_now.Step + 1} of {Policy.Steps.Count}): {_now.Seen}",
            }
        );

    private Task NoteAsync(string key, string what) =>
        context.CallAsync(
            Stages.NoteOnRun,
            new NoteRequest
            {
                RunId = Ramp.RunId,
                Key = key,
                Stage = Stage.Rollout,
                What = what,
                At = Clock,
            }
        );

    private string Stamp() => context.CurrentUtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    private static string Words(LookVerdict verdict)
    {
        var deciding = verdict.Findings.Where(finding => !finding.Holds).ToList();
        return deciding.Count == 0 ? "all measures hold" : string.Join("; ", deciding.Select(finding => finding.Message));
    }
}
