namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class ManagementPolicyBaseBlobArgs : ResourceArgs
{
    [Input("delete")]
    public Input<Inputs.DateAfterModificationArgs>? Delete { get; set; }

    [Input("tierToCold")]
    public Input<Inputs.DateAfterModificationArgs>? TierToCold { get; set; }

    [Input("tierToCool")]
    public Input<Inputs.DateAfterModificationArgs>? TierToCool { get; set; }
}
