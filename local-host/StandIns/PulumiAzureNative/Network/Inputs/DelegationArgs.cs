namespace Pulumi.AzureNative.Network.Inputs;

public sealed class DelegationArgs : ResourceArgs
{
    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("serviceName")]
    public Input<string>? ServiceName { get; set; }
}
