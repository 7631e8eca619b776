namespace Pulumi.AzureNative.ApplicationInsights;

[AzureNativeResourceType("azure-native:applicationinsights:Workbook")]
public class Workbook : CustomResource
{
    public Workbook(string name, WorkbookArgs args, CustomResourceOptions? options = null)
        : base("azure-native:applicationinsights:Workbook", name, args ?? new WorkbookArgs(), options)
    {
    }
}
