using ServerlessML.Contracts.Evaluation;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Evaluation;
using ServerlessML.Workflows.Intake;
using ServerlessML.Workflows.Reproduction;
using ServerlessML.Workflows.Rollout;
using ServerlessML.Workflows.Rollout.Earlier;
using ServerlessML.Workflows.Training;
using ServerlessML.Workflows.Training.Search;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Workflows;

/// <summary>The activities, in flow order. Each is a function of the same name in functions/.</summary>
public static class Stages
{
    public static readonly ActivityHandle<LifecycleRequest, OpenedRun> OpenRun = new(nameof(OpenRun));
    public static readonly ActivityHandle<TakeInRequest, TakenIn> TakeInFile = new(nameof(TakeInFile));
    public static readonly ActivityHandle<ShardRequest, ShardOutcome> ValidateShard = new(nameof(ValidateShard));
    public static readonly ActivityHandle<JoinRequest, ValidationOutcome> JoinShards = new(nameof(JoinShards));
    public static readonly ActivityHandle<AcceptRequest, ValidationOutcome> AcceptBatch = new(nameof(AcceptBatch));
    public static readonly ActivityHandle<ClaimTrainingRequest, TrainingClaim> ClaimTraining = new(nameof(ClaimTraining));
    public static readonly ActivityHandle<SettleTrainingRequest, bool> SettleTraining = new(nameof(SettleTraining));
    public static readonly ActivityHandle<PlanTrialsRequest, PlannedTrials> PlanTrials = new(nameof(PlanTrials));
    public static readonly ActivityHandle<OpenTrialRequest, OpenedTrial> OpenTrial = new(nameof(OpenTrial));
    public static readonly ActivityHandle<CloseTrialRequest, TrialReport> CloseTrial = new(nameof(CloseTrial));
    public static readonly ActivityHandle<SettleSearchRequest, SearchOutcome> SettleSearch = new(nameof(SettleSearch));
    public static readonly ActivityHandle<EnqueueRequest, Enqueued> EnqueueTraining = new(nameof(EnqueueTraining));
    public static readonly ActivityHandle<AbandonRequest, bool> AbandonTraining = new(nameof(AbandonTraining));
    public static readonly ActivityHandle<ProgressRequest, JobHeartbeat> ReadProgress = new(nameof(ReadProgress));
    public static readonly ActivityHandle<EvaluateRequest, EvaluationReport> EvaluateCandidate = new(nameof(EvaluateCandidate));
    public static readonly ActivityHandle<EvidenceRequest, Digest> AssembleEvidence = new(nameof(AssembleEvidence));
    public static readonly ActivityHandle<DecisionRecord, bool> RecordDecision = new(nameof(RecordDecision));
    public static readonly ActivityHandle<ApprovalEvent, bool> RecordApproval = new(nameof(RecordApproval));
    public static readonly ActivityHandle<SendRequest, bool> SendNotice = new(nameof(SendNotice));
    public static readonly ActivityHandle<NotificationRequest, bool> TellPeople = new(nameof(TellPeople));
    public static readonly ActivityHandle<RegisterRequest, Registered> RegisterVersion = new(nameof(RegisterVersion));
    public static readonly ActivityHandle<ClaimRequest, Claim> ClaimRelease = new(nameof(ClaimRelease));
    public static readonly ActivityHandle<ShiftRequest, Shifted> ShiftTraffic = new(nameof(ShiftTraffic));
    public static readonly ActivityHandle<JudgeLookRequest, LookVerdict> JudgeLook = new(nameof(JudgeLook));

    /// <summary>The activity of <see cref="PlainRamp"/>, until June 2027.</summary>
    public static readonly ActivityHandle<LookRequest, TrafficLook> LookAtTraffic = new(nameof(LookAtTraffic));

    /// <summary>The activity of <see cref="InlineJudging"/>, until June 2027.</summary>
    public static readonly ActivityHandle<ArmsRequest, RolloutLook> ReadArms = new(nameof(ReadArms));
    public static readonly ActivityHandle<SettleRequest, Shifted> SettleRelease = new(nameof(SettleRelease));
    public static readonly ActivityHandle<RollbackRequest, bool> FinishRollback = new(nameof(FinishRollback));
    public static readonly ActivityHandle<CancelRequest, StopReport> StopRun = new(nameof(StopRun));
    public static readonly ActivityHandle<CancelRequest, bool> RecordCancel = new(nameof(RecordCancel));
    public static readonly ActivityHandle<ReproductionRequest, OpenedReproduction> OpenReproduction = new(nameof(OpenReproduction));
    public static readonly ActivityHandle<NoteRequest, bool> NoteOnRun = new(nameof(NoteOnRun));
}
