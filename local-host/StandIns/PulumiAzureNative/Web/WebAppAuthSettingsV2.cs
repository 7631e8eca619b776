namespace Pulumi.AzureNative.Web;

[AzureNativeResourceType("azure-native:web:WebAppAuthSettingsV2")]
public class WebAppAuthSettingsV2 : CustomResource
{
    public WebAppAuthSettingsV2(string name, WebAppAuthSettingsV2Args args, CustomResourceOptions? options = null)
        : base("azure-native:web:WebAppAuthSettingsV2", name, args ?? new WebAppAuthSettingsV2Args(), options)
    {
    }
}
