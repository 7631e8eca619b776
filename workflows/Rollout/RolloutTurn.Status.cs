using System.Globalization;
using Microsoft.DurableTask;
using ServerlessML.Workflows.Rollout.Earlier;

namespace ServerlessML.Workflows.Rollout;

internal sealed partial class RolloutTurn
{
    private DateTimeOffset HeldSince => _now.PausedAt ?? RolloutMoves.Baked(Policy, _now);

    private DateTimeOffset HeldUntil => RolloutMoves.HeldUntil(Policy, _now);

    // Before a step has its plan nothing is known of it.
    private bool Asks => _now.Revision is not null && RolloutMoves.Asks(Policy, _now, Clock);

    private bool Waits => _now.Revision is not null && (Asks || _now.Paused is not null || RolloutMoves.IsHeld(Policy, _now, Clock));

    private void Tell() =>
        context.Tell(
            new RunStatus
            {
                Stage = Stage.Rollout,
                Weight = Weight,
                Phase = _now.Phase,
                HeldSince = Waits ? HeldSince : null,
                HeldUntil = Waits ? HeldUntil : null,
                Message = Message(),
            }
        );

    private string Message()
    {
        var until = Waits ? $" (since {Told(HeldSince)}; without skip or abort it goes back at {Told(HeldUntil)})" : "";
        return _now.Paused is { } paused ? $"paused at {Weight} % by {paused}{until}"
            : _now.Phase is { } phase ? $"{RolloutPhases.Words(Ramp, phase)}: {_now.Seen}{until}"
            : Asks ? $"asks at {Step.Weight} %: go on (skip) or back (abort)? {_now.Seen}{until}"
            : Waits ? $"holding at {Step.Weight} %: {_now.Seen}{until}"
            : $"version {Ramp.Version} at {Step.Weight} % (step {_now.Step + 1} of {Policy.Steps.Count}): {_now.Seen}";
    }

    private static string Told(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private Task NoteAsync(string key, string what, RolloutCommand? order = null) =>
        context.CallAsync(
            Stages.NoteOnRun,
            new NoteRequest
            {
                RunId = Ramp.RunId,
                Key = key,
                Stage = Stage.Rollout,
                What = what,
                At = Clock,
                Order = order,
            }
        );

    private string Stamp() => context.CurrentUtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    private static string Words(LookVerdict verdict)
    {
        var deciding = verdict.Findings.Where(finding => !finding.Holds).ToList();
        return deciding.Count == 0 ? "all measures hold" : string.Join("; ", deciding.Select(finding => finding.Message));
    }
}
