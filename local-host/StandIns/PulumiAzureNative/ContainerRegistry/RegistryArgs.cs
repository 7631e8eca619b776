namespace Pulumi.AzureNative.ContainerRegistry;

public sealed class RegistryArgs : ResourceArgs
{
    [Input("adminUserEnabled")]
    public Input<bool>? AdminUserEnabled { get; set; }

    [Input("anonymousPullEnabled")]
    public Input<bool>? AnonymousPullEnabled { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("registryName")]
    public Input<string>? RegistryName { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("sku", required: true)]
    public Input<Inputs.SkuArgs> Sku { get; set; } = null!;

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }
}
