using Azure.Core;
using Azure.Identity;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>An identity that the platform gives no token for.</summary>
internal sealed class NoToken : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new CredentialUnavailableException("ManagedIdentityCredential authentication unavailable. client_secret=hunter2");

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
