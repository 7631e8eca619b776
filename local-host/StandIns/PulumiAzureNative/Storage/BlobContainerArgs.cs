namespace Pulumi.AzureNative.Storage;

public sealed class BlobContainerArgs : ResourceArgs
{
    [Input("accountName", required: true)]
    public Input<string> AccountName { get; set; } = null!;

    [Input("containerName")]
    public Input<string>? ContainerName { get; set; }

    [Input("publicAccess")]
    public Input<PublicAccess>? PublicAccess { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;
}
