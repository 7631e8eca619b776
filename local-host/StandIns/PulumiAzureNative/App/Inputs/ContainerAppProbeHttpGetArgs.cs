namespace Pulumi.AzureNative.App.Inputs;

public sealed class ContainerAppProbeHttpGetArgs : ResourceArgs
{
    [Input("path")]
    public Input<string>? Path { get; set; }

    [Input("port", required: true)]
    public Input<int> Port { get; set; } = null!;

    [Input("scheme")]
    public InputUnion<string, Scheme>? Scheme { get; set; }
}
