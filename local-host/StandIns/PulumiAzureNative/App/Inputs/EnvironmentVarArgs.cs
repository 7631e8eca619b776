namespace Pulumi.AzureNative.App.Inputs;

public sealed class EnvironmentVarArgs : ResourceArgs
{
    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("value")]
    public Input<string>? Value { get; set; }
}
