namespace Pulumi.AzureNative.App.Inputs;

public sealed class VnetConfigurationArgs : ResourceArgs
{
    [Input("infrastructureSubnetId")]
    public Input<string>? InfrastructureSubnetId { get; set; }

    [Input("internal")]
    public Input<bool>? Internal { get; set; }
}
