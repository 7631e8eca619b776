namespace Pulumi.AzureNative.Web.Inputs;

public sealed class AzureActiveDirectoryRegistrationArgs : ResourceArgs
{
    [Input("clientId")]
    public Input<string>? ClientId { get; set; }

    [Input("openIdIssuer")]
    public Input<string>? OpenIdIssuer { get; set; }
}
