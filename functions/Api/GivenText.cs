namespace ServerlessML.Functions.Api;

/// <summary>
/// Holds the reasons and comments that people give, which are kept for good and shown to others, to a length and to characters that are
/// seen.
/// </summary>
internal static class GivenText
{
    public const int Longest = 2000;

    /// <exception cref="ApiException">There is none, or it cannot be taken.</exception>
    public static void RequireReason(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw ApiException.BadRequest("'reason' is empty. Say why.");
        }

        Check(reason, "reason");
    }

    /// <param name="text">Null for none.</param>
    /// <param name="member">The body's member that has it.</param>
    /// <exception cref="ApiException">It is too long, or has a control character other than breaks of lines and tabs.</exception>
    public static void Check(string? text, string member)
    {
        if (text is { Length: > Longest })
        {
            throw ApiException.BadRequest($"'{member}' must have at most {Longest} characters, not {text.Length}.");
        }

        if (text?.Any(one => char.IsControl(one) && one is not ('\n' or '\r' or '\t')) == true)
        {
            throw ApiException.BadRequest($"'{member}' has a control character. Send it without.");
        }
    }
}
