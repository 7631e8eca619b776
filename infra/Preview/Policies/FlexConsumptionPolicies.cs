namespace ServerlessML.Preview.Policies;

/// <summary>
/// What a function app on Flex Consumption must not set, as Azure's page «Flex Consumption plan» lists it under «Deprecated properties and
/// settings»: Azure refuses such an app (error 51021), also where the value is one that Pulumi's constructors set by themselves.
/// </summary>
internal static class FlexConsumptionPolicies
{
    private static readonly string[] Members =
    [
        "containerSize",
        "isXenon",
        "siteConfig.alwaysOn",
        "siteConfig.ftpsState",
        "siteConfig.functionAppScaleLimit",
        "siteConfig.javaVersion",
        "siteConfig.linuxFxVersion",
        "siteConfig.minimumElasticInstanceCount",
        "siteConfig.netFrameworkVersion",
        "siteConfig.powerShellVersion",
        "siteConfig.preWarmedInstanceCount",
        "siteConfig.use32BitWorkerProcess",
        "siteConfig.vnetRouteAllEnabled",
        "siteConfig.windowsFxVersion",
        "vnetBackupRestoreEnabled",
        "vnetContentShareEnabled",
        "vnetImagePullEnabled",
        "vnetRouteAllEnabled",
    ];

    private static readonly string[] Settings =
    [
        "ENABLE_ORYX_BUILD",
        "FUNCTIONS_EXTENSION_VERSION",
        "FUNCTIONS_MAX_HTTP_CONCURRENCY",
        "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED",
        "FUNCTIONS_WORKER_PROCESS_COUNT",
        "FUNCTIONS_WORKER_RUNTIME",
        "FUNCTIONS_WORKER_RUNTIME_VERSION",
        "SCM_DO_BUILD_DURING_DEPLOYMENT",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTOVERVNET",
        "WEBSITE_CONTENTSHARE",
        "WEBSITE_DNS_SERVER",
        "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT",
        "WEBSITE_NODE_DEFAULT_VERSION",
        "WEBSITE_RUN_FROM_PACKAGE",
        "WEBSITE_SKIP_CONTENTSHARE_VALIDATION",
        "WEBSITE_VNET_ROUTE_ALL",
        "XDT_MicrosoftApplicationInsights_Mode",
    ];

    public static IEnumerable<string> Find(ResourceGraph graph) =>
        graph
            .Of("web:WebApp")
            .Where(app => IsFlex(graph, app))
            .SelectMany(app =>
                Members
                    .Where(member => app.Input(member) is not null)
                    .Select(member => $"{app.Name}: {member}")
                    .Concat(
                        AppSettings(app)
                            .Intersect(Settings, StringComparer.OrdinalIgnoreCase)
                            .Select(setting => $"{app.Name}: the setting {setting}")
                    )
            );

    public static bool IsFlex(ResourceGraph graph, ResourceNode app) =>
        graph.Of("web:AppServicePlan").Any(plan => plan.Id == app.Text("serverFarmId") && plan.Text("sku.tier") == "FlexConsumption");

    private static IEnumerable<string> AppSettings(ResourceNode app) =>
        (app.Input("siteConfig.appSettings") as System.Collections.IEnumerable)
            ?.Cast<IReadOnlyDictionary<string, object>>()
            .Select(setting => (string)setting["name"])
        ?? [];
}
