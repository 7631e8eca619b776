namespace Pulumi.AzureNative.Monitor.Inputs;

public sealed class MetricAlertActionArgs : ResourceArgs
{
    [Input("actionGroupId")]
    public Input<string>? ActionGroupId { get; set; }
}
