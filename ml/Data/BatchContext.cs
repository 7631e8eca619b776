using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>What is known about a batch besides what its files hold.</summary>
public sealed record BatchContext
{
    /// <summary>What validation says of files that no shard is about.</summary>
    public IReadOnlyList<RuleViolation> Beside { get; init; } = [];

    /// <summary>The accepted batches before it, without itself.</summary>
    public IReadOnlyList<AcceptedBatch> Earlier { get; init; } = [];

    /// <summary>What <see cref="UniqueRows"/> counted; null where one file has all rows, or nothing has to be unique.</summary>
    public IReadOnlyList<ExpectationTally>? Unique { get; init; }

    /// <summary>The pipeline's schema; null before its first accepted batch.</summary>
    public DataSchema? Schema { get; init; }
}
