using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Tests.Workflows.Training;

/// <summary>A search whose trainings end when the test says so, or at once; a trial's score is what the test says.</summary>
internal static class SearchScript
{
    public static SearchProgress Request(SearchSettings? search = null) =>
        new() { Training = Samples.Training(), Search = search ?? Settings(9) };

    public static SearchSettings Settings(int trials, SearchKind kind = SearchKind.Asha) =>
        new()
        {
            Kind = kind,
            Trials = trials,
            Space = [],
        };

    /// <param name="trials">How many are drawn.</param>
    /// <param name="score">Of a trial; null when it fails.</param>
    /// <param name="atOnce">Whether trainings end by themselves.</param>
    public static WorkflowHost Host(int trials, Func<int, double?> score, bool atOnce = true)
    {
        var host = new WorkflowHost();
        return host.On(Stages.PlanTrials, _ => new PlannedTrials { Trials = trials })
            .On(Stages.OpenTrial, request => new OpenedTrial
            {
                Point = new()
                {
                    Recipe = "mlp",
                    Parameters = new Dictionary<string, string> { ["epochs"] = $"{request.Number}" },
                },
                Resume = request.Rung > 0 && !request.Final ? [Samples.Of($"checkpoint {request.Number}")] : [],
            })
            .On(Stages.CloseTrial, request =>
                score(request.Number) is { } known && request.Error is null
                    ? new TrialReport { Number = request.Number, Score = request.Final ? null : known }
                    : new TrialReport { Number = request.Number, Error = request.Error ?? $"trial {request.Number} broke" }
            )
            .On(Stages.SettleSearch, request => new SearchOutcome
            {
                Winner = request.Winner,
                Error = request.Error,
                Result = request.Winner is null ? null : Samples.Trained,
                Recipe = "mlp",
                Report = Samples.Of("report"),
                Parameters = new Dictionary<string, string> { ["epochs"] = $"{request.Winner}" },
            })
            .On(Stages.ReadProgress, _ => new JobHeartbeat
            {
                Attempt = 1,
                State = "queued",
                At = DateTimeOffset.UnixEpoch,
            })
            .On(Stages.EnqueueTraining, request =>
            {
                if (atOnce)
                {
                    EndAsync(host, request.Job).GetAwaiter().GetResult();
                }

                return new Enqueued { Attempt = request.Job.Attempt };
            });
    }

    public static Task EndAsync(WorkflowHost host, TrainingJob job, string? error = null, double? seconds = null) =>
        host.Client.RaiseEventAsync(
            job.InstanceId,
            ModelTraining.EndedEvent,
            new TrainingEvent
            {
                JobId = job.JobId,
                InstanceId = job.InstanceId,
                Attempt = job.Attempt,
                Result = error is null ? Samples.Trained : null,
                Error = error,
                Seconds = seconds,
            }
        );

    public static IReadOnlyList<TrainingJob> Jobs(WorkflowHost host) => [.. host.CallsOf(Stages.EnqueueTraining).Select(call => call.Job)];
}
