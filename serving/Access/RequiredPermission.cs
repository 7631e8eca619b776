namespace ServerlessML.Serving.Access;

/// <summary>An endpoint's: the right that it needs, where its path names a deployment there, otherwise everywhere.</summary>
/// <param name="Right">Null for one that everybody may ask.</param>
public sealed record NeededRight(string? Right);
