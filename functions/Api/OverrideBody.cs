namespace ServerlessML.Functions.Api;

/// <summary>What <c>POST /api/runs/{runId}/override</c> takes. Who accepts the batch is told by the token.</summary>
public sealed record OverrideBody
{
    private const int LongestReason = 2000;

    /// <summary>The digest of the validation report that was read.</summary>
    public required Digest Report { get; init; }
    public required string Reason { get; init; }

    /// <summary>Whether later batches are compared with this one and trained on together with it.</summary>
    public bool Baseline { get; init; }

    /// <exception cref="ApiException">The reason is none, or too long.</exception>
    public void Check() => CheckReason(Reason, "Say why the batch is good although it broke rules.");

    /// <exception cref="ApiException">The reason is none, or too long.</exception>
    internal static void CheckReason(string? reason, string ask)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw ApiException.BadRequest($"'reason' is empty. {ask}");
        }

        if (reason.Length > LongestReason || reason.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')))
        {
            throw ApiException.BadRequest(
                $"'reason' must have at most {LongestReason} characters and no control characters; it has {reason.Length} characters."
            );
        }
    }
}
