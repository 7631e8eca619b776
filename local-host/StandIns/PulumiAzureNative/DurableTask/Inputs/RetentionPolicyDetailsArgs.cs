namespace Pulumi.AzureNative.DurableTask.Inputs;

public sealed class RetentionPolicyDetailsArgs : ResourceArgs
{
    [Input("orchestrationState")]
    public InputUnion<string, PurgeableOrchestrationState>? OrchestrationState { get; set; }

    [Input("retentionPeriodInDays", required: true)]
    public Input<int> RetentionPeriodInDays { get; set; } = null!;
}
