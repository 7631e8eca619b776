namespace Pulumi.AzureNative.Web;

[AzureNativeResourceType("azure-native:web:WebAppFtpAllowed")]
public class WebAppFtpAllowed : CustomResource
{
    public WebAppFtpAllowed(string name, WebAppFtpAllowedArgs args, CustomResourceOptions? options = null)
        : base("azure-native:web:WebAppFtpAllowed", name, args ?? new WebAppFtpAllowedArgs(), options)
    {
    }
}
