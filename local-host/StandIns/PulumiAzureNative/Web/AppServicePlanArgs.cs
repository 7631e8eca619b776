namespace Pulumi.AzureNative.Web;

public sealed class AppServicePlanArgs : ResourceArgs
{
    [Input("kind")]
    public Input<string>? Kind { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("reserved")]
    public Input<bool>? Reserved { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("sku")]
    public Input<Inputs.SkuDescriptionArgs>? Sku { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("zoneRedundant")]
    public Input<bool>? ZoneRedundant { get; set; }
}
