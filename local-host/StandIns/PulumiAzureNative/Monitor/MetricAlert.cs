namespace Pulumi.AzureNative.Monitor;

[AzureNativeResourceType("azure-native:monitor:MetricAlert")]
public class MetricAlert : CustomResource
{
    public MetricAlert(string name, MetricAlertArgs args, CustomResourceOptions? options = null)
        : base("azure-native:monitor:MetricAlert", name, args ?? new MetricAlertArgs(), options)
    {
    }
}
