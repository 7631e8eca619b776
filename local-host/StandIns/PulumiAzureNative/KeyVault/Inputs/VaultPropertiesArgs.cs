namespace Pulumi.AzureNative.KeyVault.Inputs;

public sealed class VaultPropertiesArgs : ResourceArgs
{
    [Input("enablePurgeProtection")]
    public Input<bool>? EnablePurgeProtection { get; set; }

    [Input("enableRbacAuthorization")]
    public Input<bool>? EnableRbacAuthorization { get; set; }

    [Input("enableSoftDelete")]
    public Input<bool>? EnableSoftDelete { get; set; }

    [Input("networkAcls")]
    public Input<Inputs.NetworkRuleSetArgs>? NetworkAcls { get; set; }

    [Input("publicNetworkAccess")]
    public Input<string>? PublicNetworkAccess { get; set; }

    [Input("sku", required: true)]
    public Input<Inputs.SkuArgs> Sku { get; set; } = null!;

    [Input("softDeleteRetentionInDays")]
    public Input<int>? SoftDeleteRetentionInDays { get; set; }

    [Input("tenantId", required: true)]
    public Input<string> TenantId { get; set; } = null!;
}
