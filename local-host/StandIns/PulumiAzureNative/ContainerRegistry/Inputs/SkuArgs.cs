namespace Pulumi.AzureNative.ContainerRegistry.Inputs;

public sealed class SkuArgs : ResourceArgs
{
    [Input("name", required: true)]
    public InputUnion<string, SkuName> Name { get; set; } = null!;
}
