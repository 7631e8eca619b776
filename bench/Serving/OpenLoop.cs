namespace ServerlessML.Bench.Serving;

/// <summary>
/// Requests at a fixed rate, whether or not earlier ones are answered, on one thread that allocates nothing meanwhile. A request's
/// latency counts from when it was due, so that what a stall keeps waiting is measured as well (Tene, «coordinated omission»).
/// </summary>
internal sealed class OpenLoop : IDisposable
{
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMicroseconds(50);

    private readonly TimeProvider _time;
    private readonly byte[][] _requests;
    private readonly LoadConnection[] _connections;
    private readonly Poll.Descriptor[] _descriptors;
    private readonly Stack<int> _free;
    private long[] _latencies = [];
    private long[] _lags = [];
    private int _answered;
    private int _prompt;
    private long _failed;
    private long _waited;
    private long _next;
    private bool _starved;

    /// <param name="targets">Sent in turn, all to one port.</param>
    /// <param name="connections">More than the rate times the latency that is still of interest.</param>
    /// <param name="time">The schedule's clock; the machine's by default.</param>
    public OpenLoop(IReadOnlyList<HttpTarget> targets, int connections, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _requests = [.. targets.Select(target => target.Bytes())];
        _connections = [.. Enumerable.Range(0, connections).Select(_ => new LoadConnection(targets[0].Port))];
        _descriptors =
        [
            .. _connections.Select(connection => new Poll.Descriptor { Socket = connection.Descriptor, Wanted = Poll.Readable }),
        ];
        _free = new(Enumerable.Range(0, connections));
    }

    /// <summary>
    /// Runs on a thread of its own, until the time is over or the cancellation ends it, and every answer came or was given up.
    /// </summary>
    public Task<OpenLoopRun> RunAsync(double rate, TimeSpan duration, CancellationToken cancellation = default) =>
        Task.Factory.StartNew(
            () => Run(rate, duration, cancellation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());

    private OpenLoopRun Run(double rate, TimeSpan duration, CancellationToken cancellation)
    {
        var total = (long)(rate * duration.TotalSeconds);
        var interval = _time.TimestampFrequency / rate;
        (_latencies, _lags) = (new long[total], new long[total]);
        (_answered, _prompt, _failed, _waited, _next, _starved) = (0, 0, 0, 0, 0, false);
        long start = _time.GetTimestamp(),
            giveUp = long.MaxValue;
        while (_next < total || (_free.Count < _connections.Length && _time.GetTimestamp() < giveUp))
        {
            if (cancellation.IsCancellationRequested)
            {
                total = _next;
            }

            SendDue(start, interval, total);
            if (_next >= total && giveUp == long.MaxValue)
            {
                giveUp = _time.GetTimestamp() + (long)(LastAnswers.TotalSeconds * _time.TimestampFrequency);
            }

            var wait =
                _next < total && _free.Count > 0
                    ? _time.GetElapsedTime(_time.GetTimestamp(), start + (long)(_next * interval))
                    : LongestWait;
            ReceiveReady(
                Poll.Wait(
                    _descriptors,
                    wait < ShortestWait ? ShortestWait
                        : wait > LongestWait ? LongestWait
                        : wait
                )
            );
        }

        _failed += _connections.Count(connection => connection.Due != 0);
        return new(rate, total, Milliseconds(_latencies.AsSpan(0, _answered)), _failed, Milliseconds(_lags.AsSpan(0, _prompt)), _waited);
    }

    private void SendDue(long start, double interval, long total)
    {
        for (; _next < total; _next++)
        {
            long due = start + (long)(_next * interval),
                now = _time.GetTimestamp();
            if (due > now)
            {
                _starved = false;
                return;
            }

            if (!_free.TryPop(out var index))
            {
                _starved = true;
                return;
            }

            // Behind a queue of requests that had no connection, being late is the server's doing.
            if (_starved)
            {
                _waited++;
            }
            else
            {
                _lags[_prompt++] = now - due;
            }

            var connection = _connections[index];
            connection.Due = due;
            if (!connection.Send(_requests[_next % _requests.Length]))
            {
                Failed(index);
            }
        }
    }

    private void ReceiveReady(int ready)
    {
        for (var index = 0; ready > 0 && index < _descriptors.Length; index++)
        {
            if (_descriptors[index].Ready == 0)
            {
                continue;
            }

            ready--;
            var connection = _connections[index];
            switch (connection.Receive())
            {
                case LoadConnection.NotYet:
                    break;
                case LoadConnection.Broken when connection.Due == 0:
                    _descriptors[index].Socket = connection.Descriptor;
                    break;
                case 200:
                    _latencies[_answered++] = _time.GetTimestamp() - connection.Due;
                    connection.Due = 0;
                    _free.Push(index);
                    break;
                default:
                    Failed(index);
                    break;
            }
        }
    }

    private void Failed(int index)
    {
        _failed++;
        _connections[index].Due = 0;
        _descriptors[index].Socket = _connections[index].Descriptor;
        _free.Push(index);
    }

    private double[] Milliseconds(ReadOnlySpan<long> ticks)
    {
        var sorted = new double[ticks.Length];
        for (var index = 0; index < sorted.Length; index++)
        {
            sorted[index] = ticks[index] * 1000.0 / _time.TimestampFrequency;
        }

        Array.Sort(sorted);
        return sorted;
    }
}
