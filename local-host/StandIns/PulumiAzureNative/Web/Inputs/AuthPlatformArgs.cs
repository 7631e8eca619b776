namespace Pulumi.AzureNative.Web.Inputs;

public sealed class AuthPlatformArgs : ResourceArgs
{
    [Input("enabled")]
    public Input<bool>? Enabled { get; set; }

    [Input("runtimeVersion")]
    public Input<string>? RuntimeVersion { get; set; }
}
