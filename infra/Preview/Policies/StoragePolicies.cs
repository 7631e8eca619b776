namespace ServerlessML.Preview.Policies;

internal static class StoragePolicies
{
    public static IEnumerable<string> FindPublic(ResourceGraph graph) =>
        [
            .. graph
                .Of("storage:StorageAccount")
                .Where(account => account.Input("allowBlobPublicAccess") is not false)
                .Select(account => $"{account.Name}: allowBlobPublicAccess"),
            .. graph
                .Of("storage:StorageAccount")
                .Where(account => account.Input("allowCrossTenantReplication") is not false)
                .Select(account => $"{account.Name}: allowCrossTenantReplication"),
            .. graph
                .Of("storage:StorageAccount")
                .Where(account => graph.Of("network:VirtualNetwork").Any() && account.Text("networkRuleSet.defaultAction") != "Deny")
                .Select(account => $"{account.Name}: networkRuleSet.defaultAction"),
            .. graph
                .Of("storage:BlobContainer")
                .Where(container => container.Text("publicAccess") != "None")
                .Select(container => $"{container.Name}: publicAccess"),
            .. graph
                .Of("containerregistry:Registry")
                .Where(registry => registry.Input("anonymousPullEnabled") is not false)
                .Select(registry => $"{registry.Name}: anonymousPullEnabled"),
            .. graph
                .Of("keyvault:Vault")
                .Where(vault => graph.Of("network:VirtualNetwork").Any() && IsOpen(vault))
                .Select(vault => $"{vault.Name}: properties.publicNetworkAccess"),
        ];

    public static IEnumerable<string> FindUnprotected(ResourceGraph graph) =>
        [
            .. graph
                .Of("storage:StorageAccount")
                .Where(account =>
                    !graph
                        .Of("storage:BlobServiceProperties")
                        .Any(blobs => IsProtected(blobs) && blobs.Text("accountName") == account.Text("accountName"))
                )
                .Select(account => $"{account.Name}: versioning and soft delete"),
            .. graph
                .Of("keyvault:Vault")
                .Where(vault =>
                    vault.Input("properties.enablePurgeProtection") is not true || vault.Input("properties.enableSoftDelete") is not true
                )
                .Select(vault => $"{vault.Name}: purge protection"),
            // What runs are made again from, and what was decided, is not deleted by age.
            .. from policy in graph.Of("storage:ManagementPolicy")
            from container in (string[])["cas/", "models/", "audit/", "deployments/", "pipelines/"]
            where Rules(policy).Any(rule => Deletes(rule) && ResourceGraph.Strings(rule).Contains(container))
            select $"{policy.Name}: deletes {container}",
        ];

    // Open to nobody, or to the addresses that are named.
    private static bool IsOpen(ResourceNode vault) =>
        vault.Text("properties.publicNetworkAccess") != "Disabled"
        && (
            vault.Text("properties.networkAcls.defaultAction") != "Deny"
            || !ResourceGraph.Strings(vault.Input("properties.networkAcls.ipRules")).Any()
        );

    private static bool IsProtected(ResourceNode blobs) =>
        blobs.Input("isVersioningEnabled") is true
        && blobs.Input("deleteRetentionPolicy.enabled") is true
        && blobs.Input("containerDeleteRetentionPolicy.enabled") is true;

    private static IEnumerable<IReadOnlyDictionary<string, object>> Rules(ResourceNode policy) =>
        (policy.Input("policy.rules") as System.Collections.IEnumerable)?.Cast<IReadOnlyDictionary<string, object>>() ?? [];

    private static bool Deletes(IReadOnlyDictionary<string, object> rule) =>
        rule["definition"] is IReadOnlyDictionary<string, object> definition
        && definition["actions"] is IReadOnlyDictionary<string, object> actions
        && actions.GetValueOrDefault("baseBlob") is IReadOnlyDictionary<string, object> blob
        && blob.ContainsKey("delete");
}
