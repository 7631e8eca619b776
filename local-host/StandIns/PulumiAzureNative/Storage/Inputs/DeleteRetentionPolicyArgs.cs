namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class DeleteRetentionPolicyArgs : ResourceArgs
{
    [Input("days")]
    public Input<int>? Days { get; set; }

    [Input("enabled")]
    public Input<bool>? Enabled { get; set; }
}
