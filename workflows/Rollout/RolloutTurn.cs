using System.Globalization;
using Microsoft.DurableTask;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Rollout.Earlier;

namespace ServerlessML.Workflows.Rollout;

/// <summary>
/// One execution of a rollout: makes the step's plan if it is not made yet, waits for one look or a person's word, and judges.
/// </summary>
internal sealed partial class RolloutTurn(TaskOrchestrationContext context, RolloutProgress start)
{
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestHold = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(5);
    private static readonly RampOutcome Continued = new() { Promoted = false, Message = "goes on" };

    private readonly EventInbox<RolloutCommand> _commands = new(context, RolloutEvents.Command);
    private readonly Task<string> _takenOver = context.WaitForExternalEvent<string>(RolloutEvents.TakenOver);
    private RolloutProgress _now = start;

    private RampRequest Ramp => _now.Ramp;

    private RolloutPolicy Policy => Ramp.Policy;

    private RolloutStep Step => Policy.Steps[_now.Step];

    /// <summary>The weight of the new version; the A/A check and the shadow give it none.</summary>
    private double Weight => _now.Phase is null ? Step.Weight : 0;

    private TimeSpan Length => _now.Phase is { } phase ? RolloutPhases.Length(Policy, phase) : Step.Bake;

    private DateTimeOffset Clock => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    public async Task<RampOutcome> RunAsync()
    {
        if (_now.Revision is null && await BeginStepAsync() is { } overtaken)
        {
            return await BackAsync($"stopped: {overtaken}");
        }

        Tell();
        if (await WaitAsync() is { } stopped)
        {
            return await BackAsync(stopped);
        }

        var verdict = await LookAsync();
        if (verdict.Outcome == LookOutcome.Failure)
        {
            return await BackAsync(
                _now.Phase is { } phase ? RolloutPhases.Failed(phase, _now.Seen) : $"turned back at {Step.Weight} %: {_now.Seen}"
            );
        }

        return await DecideAsync(verdict) ?? Continue();
    }

    private async Task<string?> BeginStepAsync()
    {
        if (_now.Phase is { } phase)
        {
            return await BeginPhaseAsync(phase);
        }

        var shift = await context.CallAsync(Stages.ShiftTraffic, RolloutStage.Shift(Ramp, Step, _now.Step, _now.Follows));
        if (shift.OvertakenBy is { } other)
        {
            return other;
        }

        await NoteAsync(
            $"step-{_now.Step + 1}",
            $"version {Ramp.Version} at {Step.Weight} % of the traffic, plan revision {shift.Revision}"
        );
        _now = _now with
        {
            Revision = shift.Revision,
            Follows = RolloutStage.ChangeId(Ramp, _now.Step),
            StepBegan = Clock,
            Began = _now.Began ?? Clock,
        };
        return null;
    }

    private async Task<string?> BeginPhaseAsync(RolloutPhase phase)
    {
        var shift = await context.CallAsync(Stages.ShiftTraffic, RolloutStage.Shift(Ramp, phase, _now.Follows));
        if (shift.OvertakenBy is { } other)
        {
            return other;
        }

        await NoteAsync(RolloutPhases.Name(phase), $"{RolloutPhases.Words(Ramp, phase)}, plan revision {shift.Revision}");
        _now = _now with { Revision = shift.Revision, Follows = RolloutStage.ChangeId(Ramp, phase), StepBegan = Clock };
        return null;
    }

    /// <returns>Why the rollout stops; null when it is time to look.</returns>
    private async Task<string?> WaitAsync()
    {
        using var woken = new CancellationTokenSource();
        var timer = context.WaitUntilAsync(NextLook(), woken.Token);
        while (true)
        {
            var first = await Task.WhenAny(_takenOver, _commands.Next, timer);
            if (first == timer)
            {
                return null;
            }

            if (first == _takenOver)
            {
                woken.Cancel();
                return $"stopped: {await _takenOver}";
            }

            if (await ObeyAsync() is { } stopped)
            {
                woken.Cancel();
                return stopped;
            }

            if (_now.Skipped is not null)
            {
                woken.Cancel();
                return null;
            }
        }
    }

    /// <returns>Why the rollout stops; null when it does not.</returns>
    private async Task<string?> ObeyAsync()
    {
        var command = await _commands.TakeAsync();
        var said = $"{command.By}: {command.Reason}";
        if (command.Id is { } id && Late(command) is { } why)
        {
            await NoteAsync($"late-{id}", $"{command.Order.ToString().ToUpperInvariant()} by {said} came too late: {why}");
            return null;
        }

        _now = command.Order switch
        {
            RolloutCommandKind.Pause => _now with { Paused = said, PausedAt = Clock },
            RolloutCommandKind.Resume => _now with { Paused = null, PausedAt = null },
            RolloutCommandKind.Skip => _now with { Skipped = said, Paused = null, PausedAt = null },
            _ => _now,
        };
        var word = command.Order.ToString().ToUpperInvariant();
        await NoteAsync($"order-{word}-{command.Id ?? Stamp()}", $"{word} by {said}", command.Id is null ? null : command);
        Tell();
        return command.Order == RolloutCommandKind.Abort ? $"aborted by {said}" : null;
    }

    /// <returns>Why the word is for a step that is over; null where it is not.</returns>
    private string? Late(RolloutCommand command) =>
        command.Revision is { } expected && expected != _now.Revision ? $"it was for plan revision {expected}"
        : command.Order == RolloutCommandKind.Skip && _now.Skipped is { } before ? $"{before} said so before"
        : null;

    private async Task<LookVerdict> LookAsync()
    {
        var request = Arms();
        var verdict = _now.JudgesApart
            ? await context.CallAsync(
                Stages.JudgeLook,
                new JudgeLookRequest
                {
                    Arms = request,
                    Policy = Policy,
                    Last = _now.LastLook,
                    Before = _now.LookBefore,
                    CarriedLast = InlineJudging.Carried(_now.Evidence),
                    CarriedBefore = InlineJudging.Carried(_now.Before),
                }
            )
            : await InlineJudging.LookAsync(context, request, _now);
        _now = _now with
        {
            Looks = request.Number,
            LastLook = _now.JudgesApart ? request.Number : null,
            Evidence = verdict.Evidence,
            Seen = Words(verdict),
            Open = verdict.Outcome == LookOutcome.Inconclusive,
            Ended = _now.Ended || verdict.Ended,
        };
        return verdict;
    }

    private ArmsRequest Arms() =>
        new()
        {
            RunId = Ramp.RunId,
            Deployment = Ramp.Deployment,
            Version = Ramp.Version,
            Champion = Ramp.Champion!.Value,
            Number = _now.Looks + 1,
            Step = _now.Step,
            Phase = _now.Phase,
            Share = _now.Phase is { } phase ? RolloutPhases.Share(Policy, phase) : Step.Weight / 100,
            Revision = _now.Revision!.Value,
            StepBegan = _now.StepBegan!.Value,
            PastFrom = _now.Phase is null && Policy.Experiment?.Cuped is { } past ? _now.Began - past : null,
            PastUntil = _now.Phase is null && Policy.Experiment?.Cuped is not null ? _now.Began : null,
            Outcomes = _now.Phase is null && (Policy.Experiment is not null || Policy.Guardrails?.Floors.Count > 0),
        };

    /// <returns>The end; null when the rollout goes on.</returns>
    private async Task<RampOutcome?> DecideAsync(LookVerdict verdict)
    {
        // A word that came while the look was read must not be lost with this execution.
        while (_commands.Next.IsCompleted)
        {
            if (await ObeyAsync() is { } stopped)
            {
                return await BackAsync(stopped);
            }
        }

        if (_takenOver.IsCompleted)
        {
            return await BackAsync($"stopped: {await _takenOver}");
        }

        switch (RolloutMoves.Next(Policy, _now, verdict, Clock))
        {
            case RolloutMove.Advance when _now.Phase is { } phase:
                _now = _now.NotBegun() with { Phase = RolloutPhases.After(Policy, phase), Seen = RolloutProgress.NotSeen };
                return null;
            case RolloutMove.Advance when _now.Step + 1 == Policy.Steps.Count:
                return await RolloutStage.SettleAsync(context, Ramp, promote: true, $"version {Ramp.Version} has all of the traffic");
            case RolloutMove.Advance:
                _now = _now.NotBegun() with { Step = _now.Step + 1, LookBefore = _now.LastLook, Before = verdict.Evidence };
                return null;
            case RolloutMove.Back:
                return await BackAsync(
                    Clock >= RolloutMoves.HeldUntil(Policy, _now)
                        ? $"held at {Weight} % since {Told(HeldSince)}, and nobody said skip or abort: {_now.Paused ?? _now.Seen}"
                        : $"nothing was shown within {Policy.Experiment!.Horizon}: {_now.Seen}"
                );
            default:
                _now = _now with { Holds = RolloutMoves.IsBaked(Policy, _now, Clock) ? _now.Holds + 1 : 0 };
                if (_now.Holds == 1)
                {
                    var part = _now.Phase is { } held ? RolloutPhases.Name(held) : $"step-{_now.Step + 1}";
                    await RolloutNotices.TellAsync(context, Ramp, NoticeKind.Hold, Message(), part);
                }

                return null;
        }
    }

    private RampOutcome Continue()
    {
        Tell();
        context.ContinueAsNew(_now with { JudgesApart = true });
        return Continued;
    }

    private Task<RampOutcome> BackAsync(string reason) => RolloutStage.SettleAsync(context, Ramp, promote: false, reason);

    private DateTime NextLook()
    {
        var (now, baked) = (context.CurrentUtcDateTime, _now.StepBegan!.Value.UtcDateTime + Length);
        if (!_now.JudgesApart)
        {
            return InlineJudging.NextLook(Policy, now, baked, Length);
        }

        if (Policy.LookEvery is null && _now.Holds == 0)
        {
            return baked > now ? baked : now;
        }

        var period = Policy.LookEvery ?? Hold();
        var next = now + (period > ShortestLook ? period : ShortestLook);
        var end = RolloutMoves.HeldUntil(Policy, _now).UtcDateTime;
        // The ends of the bake and of the hold are looks of their own, unless they have passed.
        return baked > now && baked < next ? baked
            : end > now && end < next ? end
            : next;
    }

    /// <summary>
    /// Further apart with each look, so that a deployment without traffic is not looked at thousands of times, up to what people wait for.
    /// </summary>
    private TimeSpan Hold()
    {
        var hold = Length < ShortestHold ? ShortestHold : Length;
        for (var held = 1; held < _now.Holds && hold < LongestHold; held++)
        {
            hold *= 2;
        }

        return hold < LongestHold ? hold : LongestHold;
    }
}
