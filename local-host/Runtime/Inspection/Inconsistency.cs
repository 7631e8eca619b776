namespace ServerlessML.LocalHost.Runtime.Inspection;

/// <summary>
/// Where an instance's status, its history and its pending work disagree. <paramref name="Repair"/> says what is safe to do, if anything
/// is.
/// </summary>
public sealed record Inconsistency(string InstanceId, string Problem, string? Repair);
