namespace ServerlessML.Serving.Access;

/// <summary>The right that an endpoint requires: for the deployment that its path names, otherwise for every one.</summary>
/// <param name="Right">Null for one that everybody may ask.</param>
public sealed record RequiredPermission(string? Right);
