namespace Pulumi.AzureNative.KeyVault.Inputs;

public sealed class NetworkRuleSetArgs : ResourceArgs
{
    [Input("bypass")]
    public InputUnion<string, NetworkRuleBypassOptions>? Bypass { get; set; }

    [Input("defaultAction")]
    public InputUnion<string, NetworkRuleAction>? DefaultAction { get; set; }
}
