namespace Pulumi.AzureNative.Web;

[AzureNativeResourceType("azure-native:web:StaticSite")]
public class StaticSite : CustomResource
{
    public StaticSite(string name, StaticSiteArgs args, CustomResourceOptions? options = null)
        : base("azure-native:web:StaticSite", name, args ?? new StaticSiteArgs(), options)
    {
    }

    [Output("defaultHostname")]
    public Output<string> DefaultHostname { get; private set; } = null!;

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
