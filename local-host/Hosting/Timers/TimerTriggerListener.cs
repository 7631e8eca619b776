using Cronos;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessML.LocalHost.Hosting.State;

namespace ServerlessML.LocalHost.Hosting.Timers;

/// <summary>
/// Runs a function on its schedule, in UTC, one call at a time. A time that passed while the host was down is made up for once, as past
/// due.
/// </summary>
public sealed class TimerTriggerListener
{
    private static readonly TimeSpan PastDue = TimeSpan.FromSeconds(2);

    private readonly FunctionDescriptor _function;
    private readonly CronExpression _schedule;
    private readonly FunctionInvoker _invoker;
    private readonly HostState _state;
    private readonly bool _remembers;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private TimerRecord? _record;

    public TimerTriggerListener(
        FunctionDescriptor function,
        TimerTriggerAttribute trigger,
        FunctionInvoker invoker,
        HostState state,
        TimeProvider time,
        ILogger log
    )
    {
        try
        {
            _schedule = CronExpression.Parse(trigger.Schedule, CronFormat.IncludeSeconds);
        }
        catch (CronFormatException e)
        {
            throw new InvalidSettingException(
                $"Function {function.Name}: the schedule '{trigger.Schedule}' is not second, minute, hour, day, month and day "
                    + $"of week: {e.Message}",
                e
            );
        }

        (_function, _invoker, _state, _time, _log) = (function, invoker, state, time, log);
        _remembers = trigger.UseMonitor;
        _record = Start(trigger.RunOnStartup);
    }

    public string Name => $"{_function.Name} (timer)";

    /// <summary>When the function is due; null when its schedule has no further time.</summary>
    public DateTimeOffset? Due => _record?.Next;

    /// <summary>Runs the function if it is due.</summary>
    public async Task<bool> PollOnceAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        if (_record is not { } record || record.Next > now)
        {
            return false;
        }

        var following = NextAfter(now);
        var info = new TimerInfo
        {
            IsPastDue = now - record.Next > PastDue,
            ScheduleStatus = new ScheduleStatus
            {
                Last = record.Last.UtcDateTime,
                Next = (following ?? DateTimeOffset.MaxValue).UtcDateTime,
                LastUpdated = now.UtcDateTime,
            },
        };
        try
        {
            await _invoker.InvokeAsync(_function, new TimerPayload(info), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            _log.LogError(e, "{Function} failed; it runs again at {Next:u}", _function.Name, following);
        }

        // Counted from the end of the call, so that a slow function does not run for each time it missed.
        Remember(NextAfter(_time.GetUtcNow()) is { } next ? new TimerRecord(now, next) : null);
        return true;
    }

    private TimerRecord? Start(bool atOnce)
    {
        var now = _time.GetUtcNow();
        var stored = _remembers ? TimerRecord.Read(_state, _function.Name) : null;
        if (NextAfter(now) is not { } next)
        {
            return null;
        }

        var last = stored?.Last ?? DateTimeOffset.UnixEpoch;
        // A stored time further off than the schedule's next one comes from an older schedule.
        var due =
            atOnce ? now
            : stored is { } known && known.Next < next ? known.Next
            : next;
        return new TimerRecord(last, due);
    }

    private DateTimeOffset? NextAfter(DateTimeOffset moment) => _schedule.GetNextOccurrence(moment, TimeZoneInfo.Utc);

    private void Remember(TimerRecord? record)
    {
        _record = record;
        if (_remembers && record is not null)
        {
            record.Write(_state, _function.Name);
        }
    }
}
