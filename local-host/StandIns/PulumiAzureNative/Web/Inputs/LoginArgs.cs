namespace Pulumi.AzureNative.Web.Inputs;

public sealed class LoginArgs : ResourceArgs
{
    [Input("tokenStore")]
    public Input<Inputs.TokenStoreArgs>? TokenStore { get; set; }
}
