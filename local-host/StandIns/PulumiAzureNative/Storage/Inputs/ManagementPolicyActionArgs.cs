namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class ManagementPolicyActionArgs : ResourceArgs
{
    [Input("baseBlob")]
    public Input<Inputs.ManagementPolicyBaseBlobArgs>? BaseBlob { get; set; }

    [Input("version")]
    public Input<Inputs.ManagementPolicyVersionArgs>? Version { get; set; }
}
