namespace Pulumi.AzureNative.DurableTask;

[AzureNativeResourceType("azure-native:durabletask:Scheduler")]
public class Scheduler : CustomResource
{
    public Scheduler(string name, SchedulerArgs args, CustomResourceOptions? options = null)
        : base("azure-native:durabletask:Scheduler", name, args ?? new SchedulerArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    [Output("properties")]
    public Output<Outputs.SchedulerPropertiesResponse> Properties { get; private set; } = null!;
}
