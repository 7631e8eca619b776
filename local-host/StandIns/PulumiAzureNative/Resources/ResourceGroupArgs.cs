namespace Pulumi.AzureNative.Resources;

public sealed class ResourceGroupArgs : ResourceArgs
{
    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("resourceGroupName")]
    public Input<string>? ResourceGroupName { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }
}
