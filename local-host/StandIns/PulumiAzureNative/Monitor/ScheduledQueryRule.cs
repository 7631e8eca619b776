namespace Pulumi.AzureNative.Monitor;

[AzureNativeResourceType("azure-native:monitor:ScheduledQueryRule")]
public class ScheduledQueryRule : CustomResource
{
    public ScheduledQueryRule(string name, ScheduledQueryRuleArgs args, CustomResourceOptions? options = null)
        : base("azure-native:monitor:ScheduledQueryRule", name, args ?? new ScheduledQueryRuleArgs(), options)
    {
    }
}
