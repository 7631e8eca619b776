using Azure.Core;

namespace ServerlessML.Cli.Remote;

/// <summary>Gives the storage client the tokens of the person who signed in.</summary>
internal sealed class SignedInCredential(SystemApi api) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, cancellationToken).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var token = await api.StorageTokenAsync();
        return new(token.Token, token.Until);
    }
}
