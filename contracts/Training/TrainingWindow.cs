using System.Text.Json.Serialization;
using ServerlessML.Contracts.Intake;

namespace ServerlessML.Contracts.Training;

/// <summary>Which accepted batches a run is trained on, its own included; one of the members is set.</summary>
public sealed record TrainingWindow
{
    /// <summary>The number of batches, the run's own among them.</summary>
    public int? Batches { get; init; }

    /// <summary>Those whose runs began no longer ago than this.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>True for every accepted batch.</summary>
    public bool? All { get; init; }

    /// <summary>The window as it is written in a definition.</summary>
    [JsonIgnore]
    public string Text =>
        All == true ? "all accepted batches"
        : Batches is { } count ? $"the last {count} batches"
        : $"batches of the last {Age}";

    /// <summary>Chooses the batches before the run's own, in the order in which they were accepted.</summary>
    /// <param name="accepted">In that order.</param>
    /// <param name="own">The content of the run's own batch, which may have been accepted before.</param>
    /// <param name="now">When the run began.</param>
    public IReadOnlyList<AcceptedBatch> Before(IReadOnlyList<AcceptedBatch> accepted, Digest own, DateTimeOffset now)
    {
        var earlier = accepted.Where(batch => batch.Content != own);
        return All == true ? [.. earlier]
            : Batches is { } count ? [.. earlier.TakeLast(count - 1)]
            : [.. earlier.Where(batch => batch.At >= now - (Age ?? TimeSpan.Zero))];
    }
}
