namespace Pulumi.AzureNative.DurableTask.Inputs;

public sealed class SchedulerSkuArgs : ResourceArgs
{
    [Input("capacity")]
    public Input<int>? Capacity { get; set; }

    [Input("name", required: true)]
    public InputUnion<string, SchedulerSkuName> Name { get; set; } = null!;
}
