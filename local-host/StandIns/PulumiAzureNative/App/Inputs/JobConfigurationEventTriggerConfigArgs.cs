namespace Pulumi.AzureNative.App.Inputs;

public sealed class JobConfigurationEventTriggerConfigArgs : ResourceArgs
{
    [Input("parallelism")]
    public Input<int>? Parallelism { get; set; }

    [Input("replicaCompletionCount")]
    public Input<int>? ReplicaCompletionCount { get; set; }

    [Input("scale")]
    public Input<Inputs.JobScaleArgs>? Scale { get; set; }
}
