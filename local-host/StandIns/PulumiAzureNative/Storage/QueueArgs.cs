namespace Pulumi.AzureNative.Storage;

public sealed class QueueArgs : ResourceArgs
{
    [Input("accountName", required: true)]
    public Input<string> AccountName { get; set; } = null!;

    [Input("queueName")]
    public Input<string>? QueueName { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;
}
