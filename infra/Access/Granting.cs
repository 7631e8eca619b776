using Pulumi.AzureNative.Authorization;
using Pulumi.AzureNative.Authorization.Inputs;
using Pulumi.AzureNative.ManagedIdentity;

namespace ServerlessML.Infra.Access;

internal static class Granting
{
    /// <summary>Gives an identity a role on one resource.</summary>
    /// <param name="part">Whose the identity is.</param>
    /// <param name="identity">Who gets it.</param>
    /// <param name="role">What it may.</param>
    /// <param name="where">Names the resource, for people.</param>
    /// <param name="scope">The resource's id.</param>
    /// <param name="context">Of the stack.</param>
    public static RoleAssignment Grant(
        this Part part,
        UserAssignedIdentity identity,
        BuiltInRole role,
        string where,
        Input<string> scope,
        StackContext context
    ) =>
        part.Grant(
            identity,
            role.Name,
            Output.Format($"/subscriptions/{context.SubscriptionId}/providers/Microsoft.Authorization/roleDefinitions/{role.Id}"),
            where,
            scope
        );

    /// <summary>Gives an identity a role of our own on one resource, and makes the role.</summary>
    /// <param name="part">Whose the resource is.</param>
    /// <param name="identity">Who gets it.</param>
    /// <param name="role">What it may.</param>
    /// <param name="where">Names the resource, for people.</param>
    /// <param name="scope">The resource's id.</param>
    /// <param name="context">Of the stack.</param>
    public static RoleAssignment Grant(
        this Part part,
        UserAssignedIdentity identity,
        CustomRole role,
        string where,
        Input<string> scope,
        StackContext context
    )
    {
        // Names of roles are those of a whole directory.
        RoleDefinition definition = new(
            role.Purpose,
            new()
            {
                RoleDefinitionId = context.Names.Guid(role.Purpose),
                RoleName = $"{role.Name} ({context.Names.Plain})",
                Description = $"ServerlessML, {context.Names.Plain}",
                RoleType = "CustomRole",
                // A role can be assigned in a group at the least, and is assigned on the one resource.
                Scope = context.Group.Id,
                AssignableScopes = [context.Group.Id],
                Permissions = [new PermissionArgs { Actions = [.. role.Actions.Select(action => (Input<string>)action)] }],
            },
            part.Own
        );
        return part.Grant(identity, role.Name, definition.Id, where, scope);
    }

    private static RoleAssignment Grant(
        this Part part,
        UserAssignedIdentity identity,
        string role,
        Input<string> definition,
        string where,
        Input<string> scope
    )
    {
        var who = identity.GetResourceName();
        return new(
            $"{who}-{role.Replace(' ', '-').ToLowerInvariant()}-{where}",
            new()
            {
                Description = $"{who}: {role} on {where}",
                PrincipalId = identity.PrincipalId,
                // Without it Azure looks the identity up in the directory, where a new one may not be seen yet.
                PrincipalType = PrincipalType.ServicePrincipal,
                RoleDefinitionId = definition,
                Scope = scope,
            },
            part.Own
        );
    }
}
