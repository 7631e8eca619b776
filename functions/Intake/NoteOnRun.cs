using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Audit;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Intake;

/// <summary>Writes a line, and what is newly known, into the run's manifest; a person's word goes into the audit log before.</summary>
public sealed class NoteOnRun(RunManifests manifests, AuditLog audit)
{
    [Function(nameof(NoteOnRun))]
    public async Task<bool> RunAsync([ActivityTrigger] NoteRequest note, CancellationToken cancellation)
    {
        // A run that failed before its manifest was opened has nothing to write on; the instance itself tells the failure.
        if (await manifests.FindAsync(note.RunId, cancellation) is not { } run)
        {
            return false;
        }

        if (note.Order is { } order)
        {
            await audit.AppendAsync(
                new()
                {
                    Pipeline = run.Pipeline,
                    Key = $"{run.RunId}:order:{order.Id}",
                    Action = ActionOf(order.Order),
                    Who = order.By,
                    WhoId = order.ById,
                    Role = order.Role,
                    RunId = run.RunId,
                    Comment = order.Reason,
                    At = order.At ?? note.At,
                },
                cancellation
            );
        }

        await manifests.ChangeAsync(note.RunId, manifest => Apply(manifest, note), cancellation);
        return true;
    }

    private static string ActionOf(RolloutCommandKind order) =>
        order switch
        {
            RolloutCommandKind.Pause => ApprovalAction.Pause,
            RolloutCommandKind.Resume => ApprovalAction.Resume,
            RolloutCommandKind.Skip => ApprovalAction.Skip,
            _ => ApprovalAction.Abort,
        };

    private static RunManifest Apply(RunManifest manifest, NoteRequest note)
    {
        var next = RunManifests.WithStep(
            manifest,
            new()
            {
                Key = note.Key,
                Stage = note.Stage,
                What = note.What,
                At = note.At,
            }
        );
        if (ReferenceEquals(next, manifest))
        {
            return manifest;
        }

        if (note.Training is { } training)
        {
            next = next with
            {
                Model = training.Model,
                Metrics = training.Metrics,
                Environment = training.Environment,
                Cached = note.Cached,
                Tried = training.Tried,
            };
        }

        next = note.Remarks is { } remarks ? next with { Remarks = remarks } : next;
        if (note.Found is { } found)
        {
            next = next with
            {
                Search = found.Report,
                Recipe = found.Recipe ?? next.Recipe,
                Parameters = found.Parameters ?? next.Parameters,
            };
        }

        // What was under way when the run was cancelled does not end it a second time.
        return note.End is { } end && next.State != RunState.Cancelled
            ? next with
            {
                State = end.State,
                Outcome = end.Outcome,
                EndedAt = note.At,
                Version = end.Version ?? next.Version,
                Identical = note.Identical ?? next.Identical,
            }
            : next;
    }
}
