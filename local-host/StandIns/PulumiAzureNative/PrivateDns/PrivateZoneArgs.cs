namespace Pulumi.AzureNative.PrivateDns;

public sealed class PrivateZoneArgs : ResourceArgs
{
    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("privateZoneName")]
    public Input<string>? PrivateZoneName { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }
}
