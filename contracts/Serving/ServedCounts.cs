namespace ServerlessML.Contracts.Serving;

/// <summary>
/// What one gateway process counted under one plan. A process rewrites its own documents only, each with all that it counted so far, so
/// the sum over a revision's documents is exact for any number of replicas and restarts, and a document read twice counts once.
/// </summary>
public sealed record ServedCounts
{
    public required string Deployment { get; init; }
    public required int Revision { get; init; }
    public required string Replica { get; init; }

    /// <summary>One for each start of a process.</summary>
    public required string Process { get; init; }
    public required DateTimeOffset AppliedAt { get; init; }
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>The process has left the plan and its last request under it has ended: nothing will be added.</summary>
    public bool Final { get; init; }
    public required IReadOnlyList<ArmCounts> Arms { get; init; }
}
