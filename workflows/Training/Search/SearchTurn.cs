using System.Globalization;
using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Training.Search;

/// <summary>A search between two of its new starts. It decides by the order in which its trials ended, which is history's.</summary>
internal sealed class SearchTurn(TaskOrchestrationContext context, SearchProgress progress)
{
    /// <summary>Endings after which the history is long enough.</summary>
    internal const int Endings = 50;

    private readonly Dictionary<int, Task> _running = [];
    private readonly Queue<TrialReport> _ended = new();
    private readonly IReadOnlyList<double> _shares = SuccessiveHalving.Shares(progress.Search);
    private List<TrialProgress> _trials = [.. progress.Trials ?? []];
    private DateTime _started;
    private string _lastError = "";
    private int _endings;

    private SearchSettings Search => progress.Search;

    private string RunId => progress.Training.RunId;

    private bool TooManyFailed => _trials.Count(trial => trial.Failed) > Search.MaxFailed * _trials.Count;

    public async Task<SearchOutcome> RunAsync()
    {
        _started = progress.StartedAt ?? context.CurrentUtcDateTime;
        if (progress.Trials is null)
        {
            var planned = await context.CallAsync(
                Stages.PlanTrials,
                new PlanTrialsRequest
                {
                    RunId = RunId,
                    Search = Search,
                    Selection = progress.Selection,
                }
            );
            _trials = [.. Enumerable.Range(1, planned.Trials).Select(number => new TrialProgress { Number = number })];
        }

        while (true)
        {
            while (_running.Count < Search.Concurrency && _endings < Endings && Next() is { } step)
            {
                Start(step);
            }

            Tell();
            if (_running.Count > 0)
            {
                await Task.WhenAny(_running.Values);
                Take();
            }
            else if (_endings >= Endings)
            {
                context.ContinueAsNew(progress with { Trials = _trials, StartedAt = _started });
                return new();
            }
            else if (TooManyFailed || SuccessiveHalving.Best(_trials) is not { } best)
            {
                return await FailAsync();
            }
            else if (best.Scores.Count < _shares.Count)
            {
                // Too few came this far for any to be among the best so many of them.
                Start(new(best.Number, best.Scores.Count));
            }
            else
            {
                return await EndAsync(best);
            }
        }
    }

    private TrialStep? Next() =>
        TooManyFailed || (Search.Budget is { } budget && context.CurrentUtcDateTime - _started >= budget)
            ? null
            : SuccessiveHalving.Next(_trials, _shares.Count, Search.Eta);

    private void Start(TrialStep step)
    {
        _trials[step.Number - 1] = _trials[step.Number - 1] with { Running = true };
        _running[step.Number] = FollowAsync(
            new()
            {
                Training = progress.Training,
                Number = step.Number,
                Rung = step.Rung,
                Share = _shares[step.Rung],
                Folds = Search.Folds,
                Selection = progress.Selection,
                Shared = progress.Shared,
            }
        );
    }

    private async Task FollowAsync(TrialRequest request)
    {
        try
        {
            _ended.Enqueue(await TrainAsync(request));
        }
        catch (TaskFailedException e)
        {
            _ended.Enqueue(new() { Number = request.Number, Error = e.RootMessage() });
        }
    }

    private Task<TrialReport> TrainAsync(TrialRequest request) =>
        context.CallChildAsync<TrialReport>(
            nameof(ModelTrial),
            request,
            $"{context.InstanceId}:t{request.Number}-{(request.Final ? "final" : $"r{request.Rung}")}"
        );

    private void Take()
    {
        while (_ended.TryDequeue(out var report))
        {
            _running.Remove(report.Number);
            _endings++;
            var trial = _trials[report.Number - 1] with { Running = false };
            if (report.Score is not { } score)
            {
                _lastError = report.Error ?? "it gave no score";
            }

            _trials[report.Number - 1] = report.Score is { } known
                ? trial with
                {
                    Scores = [.. trial.Scores, known],
                }
                : trial with
                {
                    Failed = true,
                };
        }
    }

    private async Task<SearchOutcome> EndAsync(TrialProgress best)
    {
        if (Search.Folds > 0 || progress.Selection is not null)
        {
            var final = await TrainAsync(
                new()
                {
                    Training = progress.Training,
                    Number = best.Number,
                    Rung = _shares.Count,
                    Share = 1,
                    Folds = Search.Folds,
                    Final = true,
                    Shared = progress.Shared,
                }
            );
            if (final.Error is { } error)
            {
                return await SettleAsync(null, $"the winner, trial {best.Number}, could not be trained on all rows: {error}");
            }
        }

        return await SettleAsync(best.Number, null);
    }

    private Task<SearchOutcome> FailAsync()
    {
        var failed = _trials.Count(trial => trial.Failed);
        var allowed = Search.MaxFailed.ToString("P0", CultureInfo.InvariantCulture);
        return SettleAsync(
            null,
            TooManyFailed
                ? $"{failed} of {_trials.Count} trials failed, more than the {allowed} that 'training.search.max-failed' allows; "
                    + $"the last said: {_lastError}"
                : $"none of the {_trials.Count} trials of the search gave a score{(failed > 0 ? $"; the last said: {_lastError}" : "")}"
        );
    }

    private Task<SearchOutcome> SettleAsync(int? winner, string? error) =>
        context.CallAsync(
            Stages.SettleSearch,
            new SettleSearchRequest
            {
                RunId = RunId,
                Winner = winner,
                Error = error,
            }
        );

    private void Tell()
    {
        var ended = _trials.Count(trial => trial.Rests && trial.Scores.Count > 0);
        var failed = _trials.Count(trial => trial.Failed);
        var best = SuccessiveHalving.Best(_trials);
        context.Tell(
            new RunStatus
            {
                Stage = Stage.Training,
                Message =
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"searching: of {_trials.Count} trials {_running.Count} running, {ended} trained, {failed} failed"
                    )
                    + (
                        best is null
                            ? ""
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"; best {Search.Metric} {best.Scores[^1]:F4} (trial {best.Number})"
                            )
                    ),
            }
        );
    }
}
