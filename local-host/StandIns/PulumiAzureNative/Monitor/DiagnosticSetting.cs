namespace Pulumi.AzureNative.Monitor;

[AzureNativeResourceType("azure-native:monitor:DiagnosticSetting")]
public class DiagnosticSetting : CustomResource
{
    public DiagnosticSetting(string name, DiagnosticSettingArgs args, CustomResourceOptions? options = null)
        : base("azure-native:monitor:DiagnosticSetting", name, args ?? new DiagnosticSettingArgs(), options)
    {
    }
}
