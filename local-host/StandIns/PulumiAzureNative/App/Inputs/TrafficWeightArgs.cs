namespace Pulumi.AzureNative.App.Inputs;

public sealed class TrafficWeightArgs : ResourceArgs
{
    [Input("latestRevision")]
    public Input<bool>? LatestRevision { get; set; }

    [Input("weight")]
    public Input<int>? Weight { get; set; }
}
