namespace ServerlessML.Contracts.Runs;

/// <summary>The stages of a run, in flow order.</summary>
public enum Stage
{
    Intake,
    Validation,
    Training,
    Evaluation,
    Approval,
    Rollout,
    Monitoring,
}
