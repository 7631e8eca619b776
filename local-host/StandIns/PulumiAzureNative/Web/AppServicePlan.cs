namespace Pulumi.AzureNative.Web;

[AzureNativeResourceType("azure-native:web:AppServicePlan")]
public class AppServicePlan : CustomResource
{
    public AppServicePlan(string name, AppServicePlanArgs args, CustomResourceOptions? options = null)
        : base("azure-native:web:AppServicePlan", name, args ?? new AppServicePlanArgs(), options)
    {
    }
}
