namespace Pulumi.AzureNative.MachineLearningServices.Inputs;

public sealed class SkuArgs : ResourceArgs
{
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;
}
