using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Experiments.Evaluation;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Intake;
using ServerlessML.Workflows.Reproduction;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Tests.Workflows;

/// <summary>Activities that answer as if everything went well; a test changes what it is about.</summary>
internal static class LifecycleScript
{
    public static WorkflowHost Smooth(PipelineDefinition definition, double auc = 0.75, double? gain = null)
    {
        var host = new WorkflowHost();
        var opened = new OpenedRun
        {
            Definition = definition,
            Files = [File("a.csv"), File("b.csv")],
            ReleasesApart = true,
            KeepsRejected = true,
            TellsOfRollouts = true,
        };
        return host.On(Stages.OpenRun, _ => opened)
            .On(Stages.TakeInFile, _ => new TakenIn())
            .On(Stages.ValidateShard, request => new ShardOutcome
            {
                Report = Samples.Of(request.File.Name),
                Rows = 500,
                Violations = 0,
            })
            .On(Stages.JoinShards, _ => new ValidationOutcome
            {
                Accepted = true,
                Rows = 1000,
                Report = Samples.Of("report"),
                Profile = Samples.Of("profile"),
            })
            .On(Stages.EnqueueTraining, request =>
            {
                // The runner is quick: its event is there before the orchestration waits for it.
                host.Client.RaiseEventAsync(
                        request.Job.InstanceId,
                        ModelTraining.EndedEvent,
                        new TrainingEvent
                        {
                            JobId = request.Job.JobId,
                            InstanceId = request.Job.InstanceId,
                            Attempt = request.Job.Attempt,
                            Result = Samples.Trained,
                        }
                    )
                    .GetAwaiter()
                    .GetResult();
                return new Enqueued { Attempt = request.Job.Attempt };
            })
            .On(Stages.ReadProgress, _ => new JobHeartbeat
            {
                Attempt = 1,
                State = "completed",
                At = DateTimeOffset.UnixEpoch,
            })
            .On(Stages.EvaluateCandidate, _ =>
                Samples.Evaluation(auc, gain) is var report ? report with { Verdict = PromotionGate.Decide(definition, report) } : null!
            )
            .On(Stages.AssembleEvidence, request => CanonicalJson.DigestOf(request.Evidence))
            .On(Stages.RecordDecision, _ => true)
            .On(Stages.RecordApproval, _ => true)
            .On(Stages.SendNotice, _ => true)
            .On(Stages.TellPeople, _ => true)
            .On(Stages.RegisterVersion, _ => new Registered { Version = 2 })
            .On(Stages.ClaimRelease, _ => new Claim
            {
                Outcome = ClaimOutcome.Claimed,
                Version = 2,
                Message = "claimed",
            })
            .On(Stages.ShiftTraffic, _ => new Shifted { Revision = 1 })
            .Looks(asked => ScriptedLooks.Seen(asked, requests: 1000, errors: 0))
            .On(Stages.SettleRelease, _ => new Shifted { Revision = 9 })
            .On(Stages.OpenReproduction, _ => new OpenedReproduction
            {
                Training = Samples.Training(),
                OriginalModel = Samples.Trained.Model,
            })
            .On(Stages.NoteOnRun, _ => true);
    }

    public static async Task<Digest> EvidenceAsync(WorkflowHost host, int round = 1)
    {
        await host.CalledAsync(Stages.AssembleEvidence, round);
        var evidence = CanonicalJson.DigestOf(host.CallsOf(Stages.AssembleEvidence)[round - 1].Evidence);
        await host.StatusAsync(status => status.Stage == Stage.Approval && status.Evidence == evidence);
        return evidence;
    }

    public static Task DecideAsync(WorkflowHost host, Digest evidence, string by, bool approved = true) =>
        host.Client.RaiseEventAsync(
            "run",
            ApprovalRule.DecidedEvent,
            new ApprovalDecision
            {
                Evidence = evidence,
                Approved = approved,
                By = by,
                Role = Role.Approver,
                Comment = "because",
                At = DateTimeOffset.UnixEpoch,
            }
        );

    private static DataFile File(string name) =>
        new()
        {
            Name = name,
            Digest = Samples.Of(name),
            Bytes = 1,
            Format = DataFormat.Csv,
        };
}
