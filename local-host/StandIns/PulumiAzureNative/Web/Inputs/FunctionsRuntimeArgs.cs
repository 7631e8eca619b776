namespace Pulumi.AzureNative.Web.Inputs;

public sealed class FunctionsRuntimeArgs : ResourceArgs
{
    [Input("name")]
    public InputUnion<string, RuntimeName>? Name { get; set; }

    [Input("version")]
    public Input<string>? Version { get; set; }
}
