namespace Pulumi.AzureNative.EventGrid;

[AzureNativeResourceType("azure-native:eventgrid:SystemTopicEventSubscription")]
public class SystemTopicEventSubscription : CustomResource
{
    public SystemTopicEventSubscription(string name, SystemTopicEventSubscriptionArgs args, CustomResourceOptions? options = null)
        : base("azure-native:eventgrid:SystemTopicEventSubscription", name, args ?? new SystemTopicEventSubscriptionArgs(), options)
    {
    }
}
