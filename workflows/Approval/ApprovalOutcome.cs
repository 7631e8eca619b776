namespace ServerlessML.Workflows;

public enum ApprovalOutcome
{
    Undecided,
    Approved,
    Rejected,
}
