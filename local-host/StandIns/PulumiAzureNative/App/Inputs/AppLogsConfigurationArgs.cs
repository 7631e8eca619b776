namespace Pulumi.AzureNative.App.Inputs;

public sealed class AppLogsConfigurationArgs : ResourceArgs
{
    [Input("destination")]
    public Input<string>? Destination { get; set; }
}
