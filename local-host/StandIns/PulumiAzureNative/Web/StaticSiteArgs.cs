namespace Pulumi.AzureNative.Web;

public sealed class StaticSiteArgs : ResourceArgs
{
    [Input("allowConfigFileUpdates")]
    public Input<bool>? AllowConfigFileUpdates { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("sku")]
    public Input<Inputs.SkuDescriptionArgs>? Sku { get; set; }

    [Input("stagingEnvironmentPolicy")]
    public Input<StagingEnvironmentPolicy>? StagingEnvironmentPolicy { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }
}
