namespace Pulumi.AzureNative.ApplicationInsights;

public sealed class ComponentArgs : ResourceArgs
{
    [Input("applicationType", required: true)]
    public InputUnion<string, ApplicationType> ApplicationType { get; set; } = null!;

    [Input("disableLocalAuth")]
    public Input<bool>? DisableLocalAuth { get; set; }

    [Input("ingestionMode")]
    public InputUnion<string, IngestionMode>? IngestionMode { get; set; }

    [Input("kind", required: true)]
    public Input<string> Kind { get; set; } = null!;

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("resourceName")]
    public Input<string>? ResourceName { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("workspaceResourceId")]
    public Input<string>? WorkspaceResourceId { get; set; }
}
