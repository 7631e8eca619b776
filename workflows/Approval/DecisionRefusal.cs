namespace ServerlessML.Workflows.Approval;

/// <summary>Why a decision does not count.</summary>
/// <param name="Forbidden">True when this person may not; false when nobody could as things stand.</param>
/// <param name="Reason">For people.</param>
public sealed record DecisionRefusal(bool Forbidden, string Reason);
