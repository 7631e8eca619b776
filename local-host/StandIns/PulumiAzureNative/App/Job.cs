namespace Pulumi.AzureNative.App;

[AzureNativeResourceType("azure-native:app:Job")]
public class Job : CustomResource
{
    public Job(string name, JobArgs args, CustomResourceOptions? options = null)
        : base("azure-native:app:Job", name, args ?? new JobArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
