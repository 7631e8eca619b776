using ServerlessML.Infra.Access;

namespace ServerlessML.Preview.Policies;

internal static class RolePolicies
{
    // Owner, Contributor, User Access Administrator, Role Based Access Control Administrator, Reader.
    private static readonly HashSet<string> General =
    [
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    ];

    public static IEnumerable<string> Find(ResourceGraph graph) =>
        [
            .. graph.Of("authorization:RoleAssignment").SelectMany(assignment => Find(graph, assignment)),
            .. graph.Of("authorization:RoleDefinition").SelectMany(FindWide),
        ];

    // A role of ours may do what is written of it here, and nothing with a wildcard or with data.
    private static IEnumerable<string> FindWide(ResourceNode definition)
    {
        var permissions = ((System.Collections.IEnumerable)definition.Input("permissions")!)
            .Cast<IReadOnlyDictionary<string, object>>()
            .ToList();
        var actions = permissions.SelectMany(permission => ResourceGraph.Strings(permission.GetValueOrDefault("actions"))).ToList();
        foreach (
            var action in actions
                .Where(action => CustomRole.All.All(role => !role.Actions.Contains(action)))
                .Concat(permissions.SelectMany(permission => permission.Keys).Where(key => key != "actions"))
        )
        {
            yield return $"{definition.Name}: {action} is more than our roles may";
        }
    }

    private static IEnumerable<string> Find(ResourceGraph graph, ResourceNode assignment)
    {
        var role = assignment.Text("roleDefinitionId")!.Split('/')[^1];
        if (General.Contains(role))
        {
            yield return $"{assignment.Name}: a general role, {role}";
        }
        else if (
            BuiltInRole.All.All(known => known.Id != role)
            && graph.Of("authorization:RoleDefinition").All(ours => ours.Text("roleDefinitionId") != role)
        )
        {
            yield return $"{assignment.Name}: an unknown role, {role}";
        }

        // A resource group or a subscription has no provider in its id.
        var scope = assignment.Text("scope")!;
        if (!scope.Contains("/providers/", StringComparison.Ordinal) || graph.Resources.All(resource => resource.Id != scope))
        {
            yield return $"{assignment.Name}: not on one of the stack's resources but on {scope}";
        }

        if (
            assignment.Text("principalType") != "ServicePrincipal"
            || !graph.Of("managedidentity:UserAssignedIdentity").Any(identity => identity.Marks.Contains(assignment.Text("principalId")!))
        )
        {
            yield return $"{assignment.Name}: not to one of the stack's identities";
        }
    }
}
