namespace Pulumi.AzureNative.Network.Inputs;

public sealed class PrivateDnsZoneConfigArgs : ResourceArgs
{
    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("privateDnsZoneId")]
    public Input<string>? PrivateDnsZoneId { get; set; }
}
