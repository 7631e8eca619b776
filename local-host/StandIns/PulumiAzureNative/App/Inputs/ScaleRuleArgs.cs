namespace Pulumi.AzureNative.App.Inputs;

public sealed class ScaleRuleArgs : ResourceArgs
{
    [Input("http")]
    public Input<Inputs.HttpScaleRuleArgs>? Http { get; set; }

    [Input("name")]
    public Input<string>? Name { get; set; }
}
