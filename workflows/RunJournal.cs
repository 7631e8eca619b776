using Microsoft.DurableTask;
using ServerlessML.Contracts.Validation;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Workflows;

/// <summary>Tells what the run is doing: at once in the instance's status, and durably in the run's manifest.</summary>
internal sealed class RunJournal(TaskOrchestrationContext context, string runId)
{
    public Stage Stage { get; private set; }

    /// <summary>The time by the orchestration's clock.</summary>
    public DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    public void Enter(
        Stage stage,
        string message,
        Digest? evidence = null,
        string? jobId = null,
        double? weight = null,
        ApprovalProgress? approval = null,
        OverrideProgress? overriding = null
    )
    {
        Stage = stage;
        context.Tell(
            new RunStatus
            {
                Stage = stage,
                Message = message,
                Evidence = evidence,
                JobId = jobId,
                Weight = weight,
                Approval = approval,
                Override = overriding,
            }
        );
    }

    public Task NoteAsync(
        Stage stage,
        string key,
        string what,
        TrainingResult? training = null,
        TrainedBefore? cached = null,
        SearchOutcome? found = null,
        IReadOnlyList<string>? remarks = null
    ) =>
        context.CallAsync(
            Stages.NoteOnRun,
            new NoteRequest
            {
                RunId = runId,
                Key = key,
                Stage = stage,
                What = what,
                At = Now,
                Training = training,
                Cached = cached,
                Found = found,
                Remarks = remarks,
            }
        );

    /// <summary>Ends the run as failed, whatever it was that went wrong: its manifest must not say for ever that it runs.</summary>
    public Task<LifecycleResult> FailAsync(Exception failure) => EndAsync(Stage, "failed", RunState.Failed, failure.RootMessage());

    public async Task<LifecycleResult> EndAsync(
        Stage stage,
        string key,
        string state,
        string outcome,
        int? version = null,
        bool? identical = null
    )
    {
        var end = new LifecycleResult
        {
            State = state,
            Outcome = outcome,
            Version = version,
        };
        Enter(stage, outcome);
        await context.CallAsync(
            Stages.NoteOnRun,
            new NoteRequest
            {
                RunId = runId,
                Key = key,
                Stage = stage,
                What = outcome,
                At = Now,
                End = end,
                Identical = identical,
            }
        );
        return end;
    }
}
