namespace Pulumi.AzureNative.PrivateDns;

[AzureNativeResourceType("azure-native:privatedns:PrivateZone")]
public class PrivateZone : CustomResource
{
    public PrivateZone(string name, PrivateZoneArgs args, CustomResourceOptions? options = null)
        : base("azure-native:privatedns:PrivateZone", name, args ?? new PrivateZoneArgs(), options)
    {
    }

    [Output("name")]
    public Output<string> Name { get; private set; } = null!;
}
