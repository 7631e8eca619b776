namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class NetworkRuleSetArgs : ResourceArgs
{
    [Input("bypass")]
    public InputUnion<string, Bypass>? Bypass { get; set; }

    [Input("defaultAction", required: true)]
    public Input<DefaultAction> DefaultAction { get; set; } = null!;

    [Input("ipRules")]
    private InputList<Inputs.IPRuleArgs>? _ipRules;

    public InputList<Inputs.IPRuleArgs> IpRules
    {
        get => _ipRules ??= [];
        set => _ipRules = value;
    }
}
