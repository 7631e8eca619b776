namespace Pulumi.AzureNative.KeyVault.Inputs;

public sealed class SkuArgs : ResourceArgs
{
    [Input("family", required: true)]
    public InputUnion<string, SkuFamily> Family { get; set; } = null!;

    [Input("name", required: true)]
    public Input<SkuName> Name { get; set; } = null!;
}
