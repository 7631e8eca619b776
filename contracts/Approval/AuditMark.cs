namespace ServerlessML.Contracts;

/// <summary>Which entry of the audit log tells of it; whoever rewrites the log would have to rewrite every run's manifest too.</summary>
public sealed record AuditMark
{
    public required long Sequence { get; init; }
    public required Digest Hash { get; init; }
}
