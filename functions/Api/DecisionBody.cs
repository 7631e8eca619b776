using ServerlessML.Contracts.Approval;

namespace ServerlessML.Functions.Api;

/// <summary>What <c>POST /api/runs/{runId}/decision</c> takes. Who decides is told by the token.</summary>
public sealed record DecisionBody
{
    /// <summary>The digest of the evidence that was read; may be left out to withdraw.</summary>
    public Digest? Evidence { get; init; }

    /// <summary>approve, reject or withdraw; or <see cref="Approved"/> in its place.</summary>
    public string? Decision { get; init; }
    public bool? Approved { get; init; }
    public string? Comment { get; init; }

    /// <exception cref="ApiException">The members do not go together.</exception>
    public DecisionKind Kind()
    {
        var kind = (Decision, Approved) switch
        {
            ("approve", null or true) or (null, true) => DecisionKind.Approve,
            ("reject", null or false) or (null, false) => DecisionKind.Reject,
            ("withdraw", null) => DecisionKind.Withdraw,
            (null, null) => throw ApiException.BadRequest("'decision' is missing. Send approve, reject or withdraw."),
            _ => throw ApiException.BadRequest(
                Decision is "approve" or "reject" or "withdraw"
                    ? $"'decision' is '{Decision}', which contradicts 'approved'. Send one of the two."
                    : $"'decision' must be approve, reject or withdraw, not '{Decision}'."
            ),
        };
        if (Evidence is null && kind != DecisionKind.Withdraw)
        {
            throw ApiException.BadRequest("'evidence' is missing. Send the digest of the evidence that you read.");
        }

        GivenText.Check(Comment, "comment");
        return kind;
    }
}
