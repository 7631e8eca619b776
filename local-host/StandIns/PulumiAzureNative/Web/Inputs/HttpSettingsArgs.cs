namespace Pulumi.AzureNative.Web.Inputs;

public sealed class HttpSettingsArgs : ResourceArgs
{
    [Input("requireHttps")]
    public Input<bool>? RequireHttps { get; set; }
}
