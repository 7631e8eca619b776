namespace Pulumi.AzureNative.Storage;

public sealed class StorageAccountArgs : ResourceArgs
{
    [Input("accessTier")]
    public Input<AccessTier>? AccessTier { get; set; }

    [Input("accountName")]
    public Input<string>? AccountName { get; set; }

    [Input("allowBlobPublicAccess")]
    public Input<bool>? AllowBlobPublicAccess { get; set; }

    [Input("allowCrossTenantReplication")]
    public Input<bool>? AllowCrossTenantReplication { get; set; }

    [Input("allowSharedKeyAccess")]
    public Input<bool>? AllowSharedKeyAccess { get; set; }

    [Input("defaultToOAuthAuthentication")]
    public Input<bool>? DefaultToOAuthAuthentication { get; set; }

    [Input("enableHttpsTrafficOnly")]
    public Input<bool>? EnableHttpsTrafficOnly { get; set; }

    [Input("kind", required: true)]
    public InputUnion<string, Kind> Kind { get; set; } = null!;

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("minimumTlsVersion")]
    public InputUnion<string, MinimumTlsVersion>? MinimumTlsVersion { get; set; }

    [Input("networkRuleSet")]
    public Input<Inputs.NetworkRuleSetArgs>? NetworkRuleSet { get; set; }

    [Input("publicNetworkAccess")]
    public InputUnion<string, PublicNetworkAccess>? PublicNetworkAccess { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("sku", required: true)]
    public Input<Inputs.SkuArgs> Sku { get; set; } = null!;

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }
}
