namespace Pulumi.AzureNative.DurableTask.Inputs;

public sealed class RetentionPolicyPropertiesArgs : ResourceArgs
{
    [Input("retentionPolicies")]
    private InputList<Inputs.RetentionPolicyDetailsArgs>? _retentionPolicies;

    public InputList<Inputs.RetentionPolicyDetailsArgs> RetentionPolicies
    {
        get => _retentionPolicies ??= [];
        set => _retentionPolicies = value;
    }
}
