namespace Pulumi.AzureNative.EventGrid.Inputs;

public sealed class StorageBlobDeadLetterDestinationArgs : ResourceArgs
{
    [Input("blobContainerName")]
    public Input<string>? BlobContainerName { get; set; }

    [Input("endpointType", required: true)]
    public Input<string> EndpointType { get; set; } = null!;

    [Input("resourceId")]
    public Input<string>? ResourceId { get; set; }
}
