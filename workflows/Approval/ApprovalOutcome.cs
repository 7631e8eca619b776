namespace ServerlessML.Workflows.Approval;

public enum ApprovalOutcome
{
    Undecided,
    Approved,
    Rejected,
}
