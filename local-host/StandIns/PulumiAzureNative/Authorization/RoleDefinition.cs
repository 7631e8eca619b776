namespace Pulumi.AzureNative.Authorization;

[AzureNativeResourceType("azure-native:authorization:RoleDefinition")]
public class RoleDefinition : CustomResource
{
    public RoleDefinition(string name, RoleDefinitionArgs args, CustomResourceOptions? options = null)
        : base("azure-native:authorization:RoleDefinition", name, args ?? new RoleDefinitionArgs(), options)
    {
    }
}
