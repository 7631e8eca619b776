namespace ServerlessML.Preview.Policies;

internal static class KeyPolicies
{
    public static IEnumerable<string> Find(ResourceGraph graph) =>
        [
            .. graph
                .Of("storage:StorageAccount")
                .Where(account => account.Input("allowSharedKeyAccess") is not false)
                .Select(account => $"{account.Name}: allowSharedKeyAccess"),
            .. graph
                .Of("containerregistry:Registry")
                .Where(registry => registry.Input("adminUserEnabled") is not false)
                .Select(registry => $"{registry.Name}: adminUserEnabled"),
            .. graph
                .Of("keyvault:Vault")
                .Where(vault => vault.Input("properties.enableRbacAuthorization") is not true)
                .Select(vault => $"{vault.Name}: properties.enableRbacAuthorization"),
            .. graph
                .Of("applicationinsights:Component")
                .Where(insights => insights.Input("disableLocalAuth") is not true)
                .Select(insights => $"{insights.Name}: disableLocalAuth"),
            .. graph
                .Of("operationalinsights:Workspace")
                .Where(logs => logs.Input("features.disableLocalAuth") is not true)
                .Select(logs => $"{logs.Name}: features.disableLocalAuth"),
            .. graph
                .Of("machinelearningservices:OnlineEndpoint")
                .Where(endpoint => endpoint.Text("properties.authMode") != "AADToken")
                .Select(endpoint => $"{endpoint.Name}: properties.authMode"),
            // The one that may reach the code of a function app by a password.
            .. from app in graph.Of("web:WebApp")
            from door in (string[])["web:WebAppFtpAllowed", "web:WebAppScmAllowed"]
            where !graph.Of(door).Any(closed => closed.Text("name") == app.Text("name") && closed.Input("allow") is false)
            select $"{app.Name}: {door} is not closed",
            .. from app in graph.Of("app:ContainerApp").Concat(graph.Of("app:Job"))
            where
                app.Input("configuration.registries") is System.Collections.IEnumerable registries
                && registries
                    .Cast<IReadOnlyDictionary<string, object>>()
                    .Any(registry => !registry.ContainsKey("identity") || registry.ContainsKey("passwordSecretRef"))
            select $"{app.Name}: configuration.registries",
            .. from resource in graph.Resources
            where resource.Kind is "WebApp" or "ContainerApp" or "Job" && resource.Text("identity.type") is not "UserAssigned"
            select $"{resource.Name}: identity",
        ];
}
