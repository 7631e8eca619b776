using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Runtime;

/// <summary>
/// Looks, by the machine's own clock, for work that nobody does any more: what the store has pending against what is in memory, and what
/// the instances' code waits for against what the store has pending. What is safe to do twice is done again; all is said once.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly RuntimeCore _core;
    private readonly PendingWork _pending;
    private readonly TimeSpan _period;
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Timer? _timer;
    private readonly SemaphoreSlim _one = new(1);
    private readonly HashSet<(string Instance, string Problem)> _said = [];

    // What is on its way looks the same as what was lost; what still looks so a period later is not on its way.
    private HashSet<(string Kind, long Row)> _seenBefore = [];
    private DateTime _lookedUntil;

    public Watchdog(RuntimeCore core, SqliteConnection connection, TimeSpan period)
    {
        _core = core;
        _pending = new(connection);
        _period = period;
    }

    public void Start()
    {
        if (_period != Timeout.InfiniteTimeSpan)
        {
            _timer = new(_ => _ = LookAsync(), null, _period, _period);
        }
    }

    /// <summary>What was found, be it new or not.</summary>
    public async Task<IReadOnlyList<Inconsistency>> LookAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_core.Stopped.IsCompleted || _ending.Task.IsCompleted)
            {
                return [];
            }

            List<Inconsistency> findings = [.. Timers(), .. Seen(), .. await InstancesAsync()];
            foreach (var finding in findings.Where(finding => _said.Add((finding.InstanceId, finding.Problem))))
            {
                _core.Log.LogWarning(
                    "'{Instance}' {Problem}; {Repair}",
                    finding.InstanceId,
                    finding.Problem,
                    finding.Repair ?? "it is left as it is"
                );
            }

            return findings;
        }
        catch (Exception error) when (error is SqliteException or ObjectDisposedException)
        {
            _core.Log.LogWarning(error, "The watchdog could not check the instances");
            return [];
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _ending.TrySetResult();
        _one.Wait();
        _pending.Dispose();
        _one.Release();
    }

    private IEnumerable<Inconsistency> Timers()
    {
        foreach (var timer in _pending.TimersDueBefore(_core.Now - _period))
        {
            _core.Post(timer.InstanceId, new InstanceMessage.TimerDue(timer));
            yield return new(timer.InstanceId, $"has a timer that was due at {timer.At:O} and has not fired", "it fires now");
        }
    }

    private List<Inconsistency> Seen()
    {
        List<Inconsistency> findings = [];
        HashSet<(string, long)> seen = [];
        bool IsLost(string kind, long row) => seen.Add((kind, row)) && _seenBefore.Contains((kind, row));
        foreach (var call in _pending.Activities().Where(call => !_core.Activities.Holds(call.Row) && IsLost("activity", call.Row)))
        {
            _core.Activities.Add(call);
            findings.Add(
                new(call.InstanceId, $"waits for activity '{call.Name}' (#{call.TaskId}) that is not running", "the activity is run again")
            );
        }

        foreach ((var key, var id) in _pending.Unstarted().Where(instance => IsLost("start", instance.Key)))
        {
            _core.Post(id, new InstanceMessage.Start());
            findings.Add(new(id, "was never started", "it is started"));
        }

        foreach ((var row, var id) in _pending.Messages().Where(message => IsLost("message", message.Row)))
        {
            findings.Add(new(id, $"did not receive message {row}", null));
        }

        _seenBefore = seen;
        return findings;
    }

    private async Task<List<Inconsistency>> InstancesAsync()
    {
        var until = _core.Now - _period;
        List<Inconsistency> findings = [];
        foreach (var id in _pending.Doubtful(_lookedUntil, until))
        {
            TaskCompletionSource<IReadOnlyList<Inconsistency>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _core.Post(id, new InstanceMessage.Check(answer));
            await Task.WhenAny(answer.Task, _core.Stopped, _ending.Task);
            if (!answer.Task.IsCompletedSuccessfully)
            {
                break;
            }

            findings.AddRange(answer.Task.Result);
        }

        _lookedUntil = until;
        return findings;
    }
}
