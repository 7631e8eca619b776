namespace Pulumi.AzureNative.MachineLearningServices;

[AzureNativeResourceType("azure-native:machinelearningservices:Workspace")]
public class Workspace : CustomResource
{
    public Workspace(string name, WorkspaceArgs args, CustomResourceOptions? options = null)
        : base("azure-native:machinelearningservices:Workspace", name, args ?? new WorkspaceArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
