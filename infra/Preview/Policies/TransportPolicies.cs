namespace ServerlessML.Preview.Policies;

internal static class TransportPolicies
{
    public static IEnumerable<string> Find(ResourceGraph graph) =>
        [
            .. graph
                .Of("storage:StorageAccount")
                .Where(account => account.Text("minimumTlsVersion") is not ("TLS1_2" or "TLS1_3"))
                .Select(account => $"{account.Name}: minimumTlsVersion"),
            .. graph
                .Of("storage:StorageAccount")
                .Where(account => account.Input("enableHttpsTrafficOnly") is not true)
                .Select(account => $"{account.Name}: enableHttpsTrafficOnly"),
            .. graph
                .Of("web:WebApp")
                .Where(app => app.Text("siteConfig.minTlsVersion") is not ("1.2" or "1.3"))
                .Select(app => $"{app.Name}: siteConfig.minTlsVersion"),
            .. graph
                .Of("web:WebApp")
                .Where(app => app.Text("siteConfig.scmMinTlsVersion") is not ("1.2" or "1.3"))
                .Select(app => $"{app.Name}: siteConfig.scmMinTlsVersion"),
            .. graph.Of("web:WebApp").Where(app => app.Input("httpsOnly") is not true).Select(app => $"{app.Name}: httpsOnly"),
            // Flex Consumption has no FTP, and takes no word on it.
            .. graph
                .Of("web:WebApp")
                .Where(app => app.Text("siteConfig.ftpsState") != "Disabled" && !FlexConsumptionPolicies.IsFlex(graph, app))
                .Select(app => $"{app.Name}: siteConfig.ftpsState"),
            .. graph
                .Of("app:ContainerApp")
                .Where(app => app.Input("configuration.ingress.allowInsecure") is not false)
                .Select(app => $"{app.Name}: configuration.ingress.allowInsecure"),
        ];
}
