namespace Pulumi.AzureNative.MachineLearningServices;

[AzureNativeResourceType("azure-native:machinelearningservices:OnlineEndpoint")]
public class OnlineEndpoint : CustomResource
{
    public OnlineEndpoint(string name, OnlineEndpointArgs args, CustomResourceOptions? options = null)
        : base("azure-native:machinelearningservices:OnlineEndpoint", name, args ?? new OnlineEndpointArgs(), options)
    {
    }
}
