using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts;
using ServerlessML.Models;

namespace ServerlessML.Serving.Shadow;

/// <summary>Scores shadows on a thread of its own, which gives way to the threads of requests.</summary>
public sealed class ShadowScorer(ShadowQueue queue, ILogger<ShadowScorer> log) : IHostedService
{
    // A run ends by its own limit at the latest; the process does not wait for it.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(ScoringPlan From, ScoringPlan To), ColumnMap> _maps = [];
    private Thread? _thread;
    private volatile bool _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(Run) { Name = "shadows", IsBackground = true };
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <summary>What waits is thrown away: nobody waits for it.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        queue.Complete();
        _thread?.Join(StopPatience);
        return Task.CompletedTask;
    }

    private void Run()
    {
        ThreadPriorities.GiveWay();
        while (Wait())
        {
            while (queue.Reader.TryRead(out var work))
            {
                if (!_stopping)
                {
                    Score(work);
                }

                queue.Done(work);
            }
        }
    }

    private bool Wait()
    {
        var more = queue.Reader.WaitToReadAsync();
        return more.IsCompletedSuccessfully ? more.Result : more.AsTask().GetAwaiter().GetResult();
    }

    private void Score(ShadowWork work)
    {
        var (shadow, rows) = (work.Shadow, work.Rows);
        var started = Stopwatch.GetTimestamp();
        var batch = shadow.Model.RentBatch();
        try
        {
            (batch.Canonical, batch.Words) = (shadow.Canonical, shadow.Words);
            MapOf(rows.Plan, shadow.Model.Plan).Fill(batch, rows);
            shadow.Model.Score(batch);
            if (batch.BadRow() >= 0)
            {
                shadow.Counts.Failed(batch.Plan.Task == TaskKind.Regression ? "no-number" : "no-probability", byModel: true);
                return;
            }

            shadow.Counts.Answered(batch, Stopwatch.GetElapsedTime(started));
            // Of another label there is nothing to compare.
            if (batch.Plan.Task == rows.AnsweredBy.Task && batch.Plan.Width == rows.AnsweredBy.Width)
            {
                shadow.Counts.Compared(rows.Answers, batch.Given);
            }
        }
        catch (Exception failure) when (failure is OnnxRuntimeException or ModelRejectedException or ModelLimitException)
        {
            log.LogDebug(failure, "Request {RequestId}: shadow {Version} failed.", work.RequestId, shadow.Version);
            shadow.Counts.Failed(failure is ModelLimitException ? Fault.LimitCode : "scoring-failed", byModel: true);
        }
        finally
        {
            shadow.Model.Return(batch);
        }
    }

    private ColumnMap MapOf(ScoringPlan from, ScoringPlan to)
    {
        if (!_maps.TryGetValue((from, to), out var map))
        {
            // Plans come and go; the few in use are found again at once.
            if (_maps.Count >= 64)
            {
                _maps.Clear();
            }

            _maps[(from, to)] = map = new ColumnMap(from, to);
        }

        return map;
    }
}
