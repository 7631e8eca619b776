namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class ManagementPolicySchemaArgs : ResourceArgs
{
    [Input("rules", required: true)]
    private InputList<Inputs.ManagementPolicyRuleArgs>? _rules;

    public InputList<Inputs.ManagementPolicyRuleArgs> Rules
    {
        get => _rules ??= [];
        set => _rules = value;
    }
}
