namespace Pulumi.AzureNative.DurableTask;

public sealed class RetentionPolicyArgs : ResourceArgs
{
    [Input("properties")]
    public Input<Inputs.RetentionPolicyPropertiesArgs>? Properties { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("schedulerName", required: true)]
    public Input<string> SchedulerName { get; set; } = null!;
}
