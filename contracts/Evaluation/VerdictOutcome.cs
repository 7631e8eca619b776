namespace ServerlessML.Contracts;

/// <summary>What the promotion gate says.</summary>
public enum VerdictOutcome
{
    Promote,
    Reject,
    Ask,
}
