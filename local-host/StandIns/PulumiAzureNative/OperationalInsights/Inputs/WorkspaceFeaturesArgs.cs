namespace Pulumi.AzureNative.OperationalInsights.Inputs;

public sealed class WorkspaceFeaturesArgs : ResourceArgs
{
    [Input("disableLocalAuth")]
    public Input<bool>? DisableLocalAuth { get; set; }
}
