namespace Pulumi.AzureNative.Web;

public sealed class WebAppArgs : ResourceArgs
{
    [Input("functionAppConfig")]
    public Input<Inputs.FunctionAppConfigArgs>? FunctionAppConfig { get; set; }

    [Input("httpsOnly")]
    public Input<bool>? HttpsOnly { get; set; }

    [Input("identity")]
    public Input<Inputs.ManagedServiceIdentityArgs>? Identity { get; set; }

    [Input("keyVaultReferenceIdentity")]
    public Input<string>? KeyVaultReferenceIdentity { get; set; }

    [Input("kind")]
    public Input<string>? Kind { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("serverFarmId")]
    public Input<string>? ServerFarmId { get; set; }

    [Input("siteConfig")]
    public Input<Inputs.SiteConfigArgs>? SiteConfig { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("virtualNetworkSubnetId")]
    public Input<string>? VirtualNetworkSubnetId { get; set; }
}
