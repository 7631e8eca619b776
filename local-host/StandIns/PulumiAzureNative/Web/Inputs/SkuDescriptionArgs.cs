namespace Pulumi.AzureNative.Web.Inputs;

public sealed class SkuDescriptionArgs : ResourceArgs
{
    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("tier")]
    public Input<string>? Tier { get; set; }
}
