using Microsoft.DurableTask;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Validation;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Evaluation;
using ServerlessML.Workflows.Intake;
using ServerlessML.Workflows.Rollout;
using ServerlessML.Workflows.Rollout.Earlier;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Workflows;

/// <summary>
/// A batch's way to production: intake, validation, training, evaluation, approval, rollout. Read this first.
/// An expected end (a rejected batch, a gate or a person that says no) is a result; a surprise is recorded and thrown.
/// </summary>
public sealed class ModelLifecycle : TaskOrchestrator<LifecycleRequest, LifecycleResult>
{
    public override async Task<LifecycleResult> RunAsync(TaskOrchestrationContext context, LifecycleRequest input)
    {
        var run = new RunJournal(context, input.RunId);
        try
        {
            return await RunStagesAsync(context, input, run);
        }
        catch (Exception e)
        {
            await run.FailAsync(e);
            throw;
        }
    }

    private static async Task<LifecycleResult> RunStagesAsync(TaskOrchestrationContext context, LifecycleRequest input, RunJournal run)
    {
        run.Enter(Stage.Intake, "taking the files in");
        var opened = await context.CallAsync(Stages.OpenRun, input);
        if (await IntakeStage.RunAsync(context, input, opened) is { } fault)
        {
            return await run.EndAsync(Stage.Intake, "rejected", RunState.Failed, fault);
        }

        run.Enter(Stage.Validation, $"checking {opened.Files.Count} files");
        var validation = await ValidationStage.RunAsync(context, input, opened);
        if (!validation.Accepted)
        {
            (validation, var quarantine) = await new OverrideStage(context, input, opened, validation, run).RunAsync();
            if (quarantine is not null)
            {
                return await run.EndAsync(Stage.Validation, "quarantined", RunState.Rejected, quarantine);
            }
        }

        var accepted = $"{validation.Rows} rows in {opened.Files.Count} files accepted";
        await run.NoteAsync(
            Stage.Validation,
            "accepted",
            validation.Override is { } word ? $"{accepted}: the batch was overridden by {word.By} ({word.Reason})" : accepted
        );
        var (trained, cost, problem) = await TrainingStage.RunAsync(context, input, opened, validation.Split, run);
        if (trained is not { } model || cost is null)
        {
            return await run.EndAsync(Stage.Training, "failed", RunState.Failed, problem ?? "training gave no result");
        }

        return await ReleaseAsync(context, input, opened, run, validation, model, cost);
    }

    // Once round for each champion that the candidate has to be compared with: a release that finishes meanwhile makes the evidence stale.
    private static async Task<LifecycleResult> ReleaseAsync(
        TaskOrchestrationContext context,
        LifecycleRequest input,
        OpenedRun opened,
        RunJournal run,
        ValidationOutcome validation,
        TrainingResult model,
        TrainingCost cost
    )
    {
        var definition = opened.Definition;
        var decisions = new EventInbox<ApprovalDecision>(context, ApprovalRule.DecidedEvent);
        for (var round = 1; ; round++)
        {
            run.Enter(Stage.Evaluation, "scoring candidate and champion on the holdout");
            var evaluation = await context.CallAsync(
                Stages.EvaluateCandidate,
                new EvaluateRequest
                {
                    RunId = input.RunId,
                    Pipeline = input.Pipeline,
                    Definition = input.Definition,
                    Dataset = input.Dataset,
                    Window = opened.Window,
                    Model = model.Model,
                    Validation = model.Validation,
                    Split = validation.Split,
                    Cost = cost,
                }
            );
            var verdict = evaluation.Verdict ?? InlineJudging.Gate(definition, evaluation, cost);
            // With its weights as bytes, where the pipeline asks for that and the gate takes it so.
            var candidate = evaluation.Quantization is { Kept: true, Model: { } quantized } ? quantized : model.Model;
            var reasons = verdict
                .Reasons.Select(reason => reason.Message)
                .Concat(evaluation.Quantization is { } bytes ? [bytes.Reason] : [])
                .Concat(evaluation.Changes?.Sentences() ?? [])
                .Concat(evaluation.Remarks ?? []);
            await run.NoteAsync(Stage.Evaluation, $"evaluated-{round}", string.Join("; ", reasons), remarks: evaluation.Remarks);
            var rejection = verdict.Outcome == VerdictOutcome.Reject ? $"the gate rejects the candidate: {verdict.Broken()}" : null;
            if (rejection is not null && !opened.KeepsRejected)
            {
                return await run.EndAsync(Stage.Evaluation, "rejected", RunState.Rejected, rejection);
            }

            var evidence = await context.CallAsync(
                Stages.AssembleEvidence,
                new EvidenceRequest
                {
                    Evidence = new()
                    {
                        RunId = input.RunId,
                        Pipeline = input.Pipeline,
                        Definition = input.Definition,
                        Dataset = input.Dataset,
                        Window = opened.Window,
                        Model = candidate,
                        Validation = validation.Report,
                        Environment = model.Environment,
                        Champion = evaluation.Champion?.Version,
                        Evaluation = evaluation with { Verdict = null },
                        Verdict = verdict,
                        Override = validation.Override,
                        Cost = cost,
                    },
                }
            );
            if (rejection is not null)
            {
                return await run.EndAsync(Stage.Evaluation, "rejected", RunState.Rejected, rejection);
            }

            if (
                verdict.Outcome == VerdictOutcome.Ask
                && await new ApprovalStage(
                    context,
                    input,
                    (evaluation.Policy ?? definition.Approval).Asked(),
                    evidence,
                    run,
                    decisions,
                    opened.BarsUnknownStarters,
                    opened.CountsByObjectId
                ).RunAsync()
                    is { } refusal
            )
            {
                return await run.EndAsync(Stage.Approval, "not-approved", RunState.Rejected, refusal);
            }

            run.Enter(Stage.Rollout, "waiting for the deployment's other rollout to end");
            var approved = new RegisterRequest
            {
                RunId = input.RunId,
                Pipeline = input.Pipeline,
                Model = candidate,
                Evidence = evidence,
                Dataset = input.Dataset,
                Profile = validation.Profile ?? throw new InvalidOperationException("an accepted batch has a profile"),
                Measure = evaluation.Measure,
                Value = evaluation.Candidate.ValueOf(evaluation.Measure),
                Answers = evaluation.Answers,
                Threshold = evaluation.Threshold,
                Columns = evaluation.Columns,
                StaysOutOfBaselines = BatchOverride.StaysOut(validation.Override) ? true : null,
            };
            var registered = opened.ReleasesApart ? await context.CallAsync(Stages.RegisterVersion, approved) : null;
            var claim = await DeploymentQueue.ClaimAsync(
                context,
                run,
                opened,
                round,
                ClaimRequest.Of(approved, evaluation.Champion?.Version, registered?.Version)
            );
            if (claim.Outcome == ClaimOutcome.ChampionChanged)
            {
                await run.NoteAsync(Stage.Rollout, $"stale-{round}", claim.Message);
                continue;
            }

            return await RollOutAsync(context, input, opened, run, evaluation, evidence, claim);
        }
    }

    private static async Task<LifecycleResult> RollOutAsync(
        TaskOrchestrationContext context,
        LifecycleRequest input,
        OpenedRun opened,
        RunJournal run,
        EvaluationReport evaluation,
        Digest evidence,
        Claim claim
    )
    {
        var version = claim.Version ?? throw new InvalidOperationException("a claim has a version");
        var ramp = await RolloutStage.RampAsync(
            context,
            run,
            new()
            {
                RunId = input.RunId,
                Deployment = input.Pipeline,
                Version = version,
                Champion = evaluation.Champion?.Version,
                Follows = claim.PlanChange,
                Policy = evaluation.Rollout ?? opened.Definition.Rollout,
                Capture = opened.Definition.Serving.Capture,
                Notify = opened.TellsOfRollouts ? opened.Definition.Approval.Notify : null,
                Evidence = opened.TellsOfRollouts ? evidence : null,
            },
            opened
        );
        return ramp.Promoted
            ? await run.EndAsync(Stage.Rollout, "promoted", RunState.Completed, ramp.Message, version)
            : await run.EndAsync(Stage.Rollout, "turned-back", RunState.Rejected, ramp.Message, version);
    }
}
