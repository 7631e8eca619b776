namespace Pulumi.AzureNative.Monitor;

[AzureNativeResourceType("azure-native:monitor:ActionGroup")]
public class ActionGroup : CustomResource
{
    public ActionGroup(string name, ActionGroupArgs args, CustomResourceOptions? options = null)
        : base("azure-native:monitor:ActionGroup", name, args ?? new ActionGroupArgs(), options)
    {
    }
}
