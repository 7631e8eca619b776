namespace Pulumi.AzureNative.OperationalInsights;

[AzureNativeResourceType("azure-native:operationalinsights:Workspace")]
public class Workspace : CustomResource
{
    public Workspace(string name, WorkspaceArgs args, CustomResourceOptions? options = null)
        : base("azure-native:operationalinsights:Workspace", name, args ?? new WorkspaceArgs(), options)
    {
    }
}
