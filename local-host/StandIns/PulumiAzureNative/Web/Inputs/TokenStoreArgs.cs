namespace Pulumi.AzureNative.Web.Inputs;

public sealed class TokenStoreArgs : ResourceArgs
{
    [Input("enabled")]
    public Input<bool>? Enabled { get; set; }
}
