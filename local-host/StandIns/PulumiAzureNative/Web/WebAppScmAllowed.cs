namespace Pulumi.AzureNative.Web;

[AzureNativeResourceType("azure-native:web:WebAppScmAllowed")]
public class WebAppScmAllowed : CustomResource
{
    public WebAppScmAllowed(string name, WebAppScmAllowedArgs args, CustomResourceOptions? options = null)
        : base("azure-native:web:WebAppScmAllowed", name, args ?? new WebAppScmAllowedArgs(), options)
    {
    }
}
