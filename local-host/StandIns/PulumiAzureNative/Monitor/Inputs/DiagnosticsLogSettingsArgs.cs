namespace Pulumi.AzureNative.Monitor.Inputs;

public sealed class DiagnosticsLogSettingsArgs : ResourceArgs
{
    [Input("categoryGroup")]
    public Input<string>? CategoryGroup { get; set; }

    [Input("enabled", required: true)]
    public Input<bool> Enabled { get; set; } = null!;
}
