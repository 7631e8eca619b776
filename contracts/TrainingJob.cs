namespace ServerlessML.Contracts;

/// <summary>A message on the <c>training-jobs</c> queue: everything a runner needs, by digest.</summary>
public sealed record TrainingJob
{
    public required string JobId { get; init; }
    public required string RunId { get; init; }

    /// <summary>The orchestration that waits for the result.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Counts from 1; the fencing token: a result of an attempt that is no longer the last is refused.</summary>
    public required int Attempt { get; init; }

    public required string Recipe { get; init; }
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public required int Seed { get; init; }
    public required int Threads { get; init; }

    /// <summary>The <see cref="DatasetManifest"/> in the content-addressed store.</summary>
    public required Digest Dataset { get; init; }

    public required DataContract Data { get; init; }

    /// <summary>Share of rows that training must not see, and the salt that picks them.</summary>
    public required double Holdout { get; init; }
    public required string HoldoutSalt { get; init; }

    /// <summary>After this the runner stops and reports a failure.</summary>
    public required DateTimeOffset Deadline { get; init; }
}
