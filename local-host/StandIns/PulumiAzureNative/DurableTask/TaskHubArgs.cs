namespace Pulumi.AzureNative.DurableTask;

public sealed class TaskHubArgs : ResourceArgs
{
    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("schedulerName", required: true)]
    public Input<string> SchedulerName { get; set; } = null!;

    [Input("taskHubName")]
    public Input<string>? TaskHubName { get; set; }
}
