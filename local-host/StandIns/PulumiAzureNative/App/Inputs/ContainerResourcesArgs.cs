namespace Pulumi.AzureNative.App.Inputs;

public sealed class ContainerResourcesArgs : ResourceArgs
{
    [Input("cpu")]
    public Input<double>? Cpu { get; set; }

    [Input("memory")]
    public Input<string>? Memory { get; set; }
}
