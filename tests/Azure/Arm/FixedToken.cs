using Azure.Core;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>A token that is recognised wherever it turns up.</summary>
internal sealed class FixedToken : TokenCredential
{
    public const string Text = "eyJ-a-token-for-tests";

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(Text, DateTimeOffset.MaxValue);

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
