namespace Pulumi.AzureNative.Web.Inputs;

public sealed class FunctionsAlwaysReadyConfigArgs : ResourceArgs
{
    [Input("instanceCount")]
    public Input<int>? InstanceCount { get; set; }

    [Input("name")]
    public Input<string>? Name { get; set; }
}
