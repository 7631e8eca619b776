namespace Pulumi.AzureNative.App.Inputs;

public sealed class JobScaleRuleArgs : ResourceArgs
{
    [Input("identity")]
    public Input<string>? Identity { get; set; }

    [Input("metadata")]
    public Input<object>? Metadata { get; set; }

    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("type")]
    public Input<string>? Type { get; set; }
}
