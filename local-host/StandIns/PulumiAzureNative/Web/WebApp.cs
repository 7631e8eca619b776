namespace Pulumi.AzureNative.Web;

[AzureNativeResourceType("azure-native:web:WebApp")]
public class WebApp : CustomResource
{
    public WebApp(string name, WebAppArgs args, CustomResourceOptions? options = null)
        : base("azure-native:web:WebApp", name, args ?? new WebAppArgs(), options)
    {
    }

    [Output("defaultHostName")]
    public Output<string> DefaultHostName { get; private set; } = null!;

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
