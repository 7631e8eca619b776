namespace ServerlessML.Preview.Policies;

internal static class ProductionPolicies
{
    public static IEnumerable<string> Find(ResourceGraph graph)
    {
        if (!graph.Of("storage:StorageAccount").Any(account => account.Text("sku.name") is "Standard_ZRS"))
        {
            return [];
        }

        return
        [
            .. graph
                .Of("app:ContainerApp")
                .Where(app => app.Input("template.scale.minReplicas") is not >= 2.0)
                .Select(app => $"{app.Name}: template.scale.minReplicas"),
            .. graph
                .Of("app:ManagedEnvironment")
                .Where(environment => environment.Input("vnetConfiguration") is not null && environment.Input("zoneRedundant") is not true)
                .Select(environment => $"{environment.Name}: zoneRedundant"),
            .. graph
                .Of("web:AppServicePlan")
                .Where(plan => plan.Input("zoneRedundant") is not true)
                .Select(plan => $"{plan.Name}: zoneRedundant"),
            .. graph.Of("network:VirtualNetwork").Any() ? Array.Empty<string>() : ["no virtual network"],
            .. graph
                .Of("monitor:ActionGroup")
                .Where(group => !ResourceGraph.Strings(group.Input("emailReceivers")).Any())
                .Select(group => $"{group.Name}: nobody is told of alerts"),
        ];
    }
}
