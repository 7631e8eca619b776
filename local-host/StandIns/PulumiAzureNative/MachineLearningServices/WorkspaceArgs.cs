namespace Pulumi.AzureNative.MachineLearningServices;

public sealed class WorkspaceArgs : ResourceArgs
{
    [Input("applicationInsights")]
    public Input<string>? ApplicationInsights { get; set; }

    [Input("containerRegistry")]
    public Input<string>? ContainerRegistry { get; set; }

    [Input("friendlyName")]
    public Input<string>? FriendlyName { get; set; }

    [Input("identity")]
    public Input<Inputs.ManagedServiceIdentityArgs>? Identity { get; set; }

    [Input("keyVault")]
    public Input<string>? KeyVault { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("publicNetworkAccess")]
    public InputUnion<string, PublicNetworkAccessType>? PublicNetworkAccess { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("sku")]
    public Input<Inputs.SkuArgs>? Sku { get; set; }

    [Input("storageAccount")]
    public Input<string>? StorageAccount { get; set; }

    [Input("systemDatastoresAuthMode")]
    public InputUnion<string, SystemDatastoresAuthMode>? SystemDatastoresAuthMode { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("workspaceName")]
    public Input<string>? WorkspaceName { get; set; }
}
