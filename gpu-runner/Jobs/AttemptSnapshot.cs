namespace ServerlessML.GpuRunner.Jobs;

/// <summary>An attempt's status at one moment, which the next heartbeat tells.</summary>
/// <param name="State">A state of <see cref="JobProgress"/>.</param>
/// <param name="Line">What the recipe said last.</param>
/// <param name="Checkpoint">The last that is in the store.</param>
/// <param name="Notes">What went otherwise than asked.</param>
public sealed record AttemptSnapshot(string State, RecipeLine? Line = null, Digest? Checkpoint = null, IReadOnlyList<string>? Notes = null);
