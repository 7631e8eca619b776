namespace Pulumi.AzureNative.MachineLearningServices;

public sealed class OnlineEndpointArgs : ResourceArgs
{
    [Input("endpointName")]
    public Input<string>? EndpointName { get; set; }

    [Input("identity")]
    public Input<Inputs.ManagedServiceIdentityArgs>? Identity { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("properties", required: true)]
    public Input<Inputs.OnlineEndpointPropertiesArgs> Properties { get; set; } = null!;

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("workspaceName", required: true)]
    public Input<string> WorkspaceName { get; set; } = null!;
}
