namespace Pulumi.AzureNative.DurableTask;

[AzureNativeResourceType("azure-native:durabletask:TaskHub")]
public class TaskHub : CustomResource
{
    public TaskHub(string name, TaskHubArgs args, CustomResourceOptions? options = null)
        : base("azure-native:durabletask:TaskHub", name, args ?? new TaskHubArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
