namespace ServerlessML.Contracts;

/// <summary>Who must sign before traffic moves.</summary>
public sealed record ApprovalPolicy
{
    /// <summary>How many approvals, by different people. 0: the gate's word is enough.</summary>
    public int Approvals { get; init; } = 1;

    public TimeSpan Expires { get; init; } = TimeSpan.FromDays(7);
}
