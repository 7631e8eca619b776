using ServerlessML.Contracts.Approval;

namespace ServerlessML.Functions.Audit;

/// <summary>Somebody who has a token of the machine that the system runs on; the token itself nobody knows.</summary>
/// <param name="Name">The person.</param>
/// <param name="Roles">What the token lets them do.</param>
/// <param name="Since">When it was made.</param>
public sealed record KnownToken(string Name, IReadOnlyList<string> Roles, DateTimeOffset Since)
{
    /// <summary>The log's key of its making.</summary>
    public string Key => AuditClaims.KeyOf(ApprovalAction.MakeToken, Name, Since);
}
