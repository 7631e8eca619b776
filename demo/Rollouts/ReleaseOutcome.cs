using System.Text.Json;

namespace ServerlessML.Demo.Rollouts;

/// <summary>How one release went.</summary>
public sealed record ReleaseOutcome
{
    public required string Release { get; init; }

    /// <summary>A run's state.</summary>
    public required string End { get; init; }

    /// <summary>The run's own words.</summary>
    public required string Message { get; init; }

    /// <summary>The number of looks that had seen requests to the new version; null where it never got any traffic.</summary>
    public int? Looks { get; init; }

    /// <summary>The time from the new version's first answer to a client to its last one; null where it gave none, or serves on.</summary>
    public TimeSpan? Exposed { get; init; }

    /// <summary>The time from the look that decided to the new version's last answer; null where nothing was restored.</summary>
    public TimeSpan? Restored { get; init; }

    public ArmFigure Candidate { get; init; } = ArmFigure.None;
    public ArmFigure Champion { get; init; } = ArmFigure.None;

    public static Task WriteAsync(string path, IReadOnlyList<ReleaseOutcome> figures, CancellationToken cancellation) =>
        File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(figures, Wire.Options), cancellation);
}
