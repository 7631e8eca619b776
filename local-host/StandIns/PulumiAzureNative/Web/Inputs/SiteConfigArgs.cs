namespace Pulumi.AzureNative.Web.Inputs;

public sealed class SiteConfigArgs : ResourceArgs
{
    [Input("appSettings")]
    private InputList<Inputs.NameValuePairArgs>? _appSettings;

    public InputList<Inputs.NameValuePairArgs> AppSettings
    {
        get => _appSettings ??= [];
        set => _appSettings = value;
    }

    [Input("cors")]
    public Input<Inputs.CorsSettingsArgs>? Cors { get; set; }

    [Input("ftpsState")]
    public InputUnion<string, FtpsState>? FtpsState { get; set; }

    [Input("http20Enabled")]
    public Input<bool>? Http20Enabled { get; set; }

    [Input("minTlsVersion")]
    public InputUnion<string, SupportedTlsVersions>? MinTlsVersion { get; set; }

    [Input("scmMinTlsVersion")]
    public InputUnion<string, SupportedTlsVersions>? ScmMinTlsVersion { get; set; }
}
