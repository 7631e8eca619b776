namespace Pulumi.AzureNative.Authorization;

[AzureNativeResourceType("azure-native:authorization:RoleAssignment")]
public class RoleAssignment : CustomResource
{
    public RoleAssignment(string name, RoleAssignmentArgs args, CustomResourceOptions? options = null)
        : base("azure-native:authorization:RoleAssignment", name, args ?? new RoleAssignmentArgs(), options)
    {
    }
}
