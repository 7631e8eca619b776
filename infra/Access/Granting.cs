using Pulumi.AzureNative.Authorization;
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
    /// <param name="surroundings">Of the stack.</param>
    public static RoleAssignment Grant(this Part part, UserAssignedIdentity identity, BuiltInRole role, string where, Input<string> scope, Surroundings surroundings)
    {
        var who = identity.GetResourceName();
        return new($"{who}-{role.Name.Replace(' ', '-').ToLowerInvariant()}-{where}", new()
        {
            Description = $"{who}: {role.Name} on {where}",
            PrincipalId = identity.PrincipalId,
            // Without it Azure looks the identity up in the directory, where a new one may not be seen yet.
            PrincipalType = PrincipalType.ServicePrincipal,
            RoleDefinitionId = Output.Format($"/subscriptions/{surroundings.SubscriptionId}/providers/Microsoft.Authorization/roleDefinitions/{role.Id}"),
            Scope = scope,
        }, part.Own);
    }
}
