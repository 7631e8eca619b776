namespace Pulumi.AzureNative.Storage;

public sealed class BlobServicePropertiesArgs : ResourceArgs
{
    [Input("accountName", required: true)]
    public Input<string> AccountName { get; set; } = null!;

    [Input("blobServicesName")]
    public Input<string>? BlobServicesName { get; set; }

    [Input("containerDeleteRetentionPolicy")]
    public Input<Inputs.DeleteRetentionPolicyArgs>? ContainerDeleteRetentionPolicy { get; set; }

    [Input("deleteRetentionPolicy")]
    public Input<Inputs.DeleteRetentionPolicyArgs>? DeleteRetentionPolicy { get; set; }

    [Input("isVersioningEnabled")]
    public Input<bool>? IsVersioningEnabled { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;
}
