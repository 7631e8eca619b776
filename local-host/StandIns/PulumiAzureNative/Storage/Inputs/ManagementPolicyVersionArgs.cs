namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class ManagementPolicyVersionArgs : ResourceArgs
{
    [Input("delete")]
    public Input<Inputs.DateAfterCreationArgs>? Delete { get; set; }
}
