namespace Pulumi.AzureNative.ApplicationInsights;

public sealed class WorkbookArgs : ResourceArgs
{
    [Input("category", required: true)]
    public Input<string> Category { get; set; } = null!;

    [Input("displayName", required: true)]
    public Input<string> DisplayName { get; set; } = null!;

    [Input("kind")]
    public InputUnion<string, WorkbookSharedTypeKind>? Kind { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("resourceName")]
    public Input<string>? ResourceName { get; set; }

    [Input("serializedData", required: true)]
    public Input<string> SerializedData { get; set; } = null!;

    [Input("sourceId")]
    public Input<string>? SourceId { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("version")]
    public Input<string>? Version { get; set; }
}
