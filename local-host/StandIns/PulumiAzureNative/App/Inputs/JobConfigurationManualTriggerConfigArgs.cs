namespace Pulumi.AzureNative.App.Inputs;

public sealed class JobConfigurationManualTriggerConfigArgs : ResourceArgs
{
    [Input("parallelism")]
    public Input<int>? Parallelism { get; set; }

    [Input("replicaCompletionCount")]
    public Input<int>? ReplicaCompletionCount { get; set; }
}
