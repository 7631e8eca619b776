namespace Pulumi.AzureNative.Network;

[AzureNativeResourceType("azure-native:network:PrivateDnsZoneGroup")]
public class PrivateDnsZoneGroup : CustomResource
{
    public PrivateDnsZoneGroup(string name, PrivateDnsZoneGroupArgs args, CustomResourceOptions? options = null)
        : base("azure-native:network:PrivateDnsZoneGroup", name, args ?? new PrivateDnsZoneGroupArgs(), options)
    {
    }
}
