namespace Pulumi.AzureNative.OperationalInsights;

public sealed class WorkspaceArgs : ResourceArgs
{
    [Input("features")]
    public Input<Inputs.WorkspaceFeaturesArgs>? Features { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("retentionInDays")]
    public Input<int>? RetentionInDays { get; set; }

    [Input("sku")]
    public Input<Inputs.WorkspaceSkuArgs>? Sku { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("workspaceCapping")]
    public Input<Inputs.WorkspaceCappingArgs>? WorkspaceCapping { get; set; }

    [Input("workspaceName")]
    public Input<string>? WorkspaceName { get; set; }
}
