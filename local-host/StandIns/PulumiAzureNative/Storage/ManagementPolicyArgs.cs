namespace Pulumi.AzureNative.Storage;

public sealed class ManagementPolicyArgs : ResourceArgs
{
    [Input("accountName", required: true)]
    public Input<string> AccountName { get; set; } = null!;

    [Input("managementPolicyName")]
    public Input<string>? ManagementPolicyName { get; set; }

    [Input("policy", required: true)]
    public Input<Inputs.ManagementPolicySchemaArgs> Policy { get; set; } = null!;

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;
}
