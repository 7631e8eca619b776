namespace Pulumi.AzureNative.PrivateDns.Inputs;

public sealed class SubResourceArgs : ResourceArgs
{
    [Input("id")]
    public Input<string>? Id { get; set; }
}
