namespace ServerlessML.Serving;

/// <summary>An arm with its model loaded.</summary>
/// <param name="Version">The model's version.</param>
/// <param name="VersionText">The same, as the header has it.</param>
/// <param name="Weight">Of 10,000.</param>
/// <param name="Model">Held by the plan.</param>
/// <param name="Counts">Shared with other plans that name the version.</param>
public sealed record AppliedArm(int Version, string VersionText, int Weight, ScoringModel Model, VersionCounts Counts);
