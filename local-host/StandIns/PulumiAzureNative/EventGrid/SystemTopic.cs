namespace Pulumi.AzureNative.EventGrid;

[AzureNativeResourceType("azure-native:eventgrid:SystemTopic")]
public class SystemTopic : CustomResource
{
    public SystemTopic(string name, SystemTopicArgs args, CustomResourceOptions? options = null)
        : base("azure-native:eventgrid:SystemTopic", name, args ?? new SystemTopicArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
