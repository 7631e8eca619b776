namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class IPRuleArgs : ResourceArgs
{
    [Input("iPAddressOrRange", required: true)]
    public Input<string> IPAddressOrRange { get; set; } = null!;
}
