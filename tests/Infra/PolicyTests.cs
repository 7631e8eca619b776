using System.Collections.Immutable;
using ServerlessML.Preview.Policies;

namespace ServerlessML.Tests.Infra;

public sealed class PolicyTests
{
    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    [InlineData("dev", "durableBackend", "scheduler")]
    [InlineData("dev", "privateNetwork", "true")]
    [InlineData("dev", "gpuProfile", "none")]
    [InlineData("dev", "release", "v1", "apiClientId", "11111111-2222-3333-4444-555555555555")]
    [InlineData("prod", "release", "v1", "allowedAddresses", "203.0.113.0/24,198.51.100.7")]
    [InlineData("prod", "azureMl", "true")]
    [InlineData("prod", "trainingStart", "job")]
    [InlineData("prod", "trafficTarget", "revisions", "servedDeployment", "flights")]
    [InlineData("prod", "durableBackend", "scheduler", "schedulerSku", "Dedicated", "orchestrationRetentionDays", "90")]
    [InlineData("prod", "gpuProfile", "Consumption-GPU-NC24-A100", "durableBackend", "scheduler")]
    public async Task Policies_OfEveryKindOfStack_AreKept(string stack, params string[] settings)
    {
        var graph = await Graphs.With(stack, [.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        Assert.Equal([], AllPolicies.List.SelectMany(policy => policy.Find(graph)));
    }

    // A policy that finds nothing wrong in anything is none: one input of production is made wrong, and the policy names the resource.
    [Theory]
    [InlineData("TLS 1.2", "data", "minimumTlsVersion", "TLS1_0")]
    [InlineData("TLS 1.2", "app", "siteConfig.minTlsVersion", "1.0")]
    [InlineData("TLS 1.2", "app", "httpsOnly", false)]
    [InlineData("TLS 1.2", "gateway-app", "configuration.ingress.allowInsecure", true)]
    [InlineData("no public storage", "data", "allowBlobPublicAccess", true)]
    [InlineData("no public storage", "data", "networkRuleSet.defaultAction", "Allow")]
    [InlineData("no public storage", "container-cas", "publicAccess", "Blob")]
    [InlineData("no public storage", "registry", "anonymousPullEnabled", true)]
    [InlineData("no keys", "data", "allowSharedKeyAccess", true)]
    [InlineData("no keys", "registry", "adminUserEnabled", true)]
    [InlineData("no keys", "app", "identity.type", "SystemAssigned")]
    [InlineData("no keys", "no-publishing-password", "allow", true)]
    [InlineData("no secret", "gateway-app", "tags.project", "AccountKey=abc")]
    [InlineData(
        "least privilege",
        "gateway-acrpull-registry",
        "roleDefinitionId",
        "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
    )]
    [InlineData(
        "least privilege",
        "gateway-acrpull-registry",
        "scope",
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg"
    )]
    [InlineData("least privilege", "gateway-acrpull-registry", "principalId", "somebody")]
    [InlineData(
        "least privilege",
        "functions-revision-weights-flights",
        "roleDefinitionId",
        "/providers/Microsoft.Authorization/roleDefinitions/11111111-2222-3333-4444-555555555555"
    )]
    [InlineData("diagnostics", "vault-diagnostics", "resourceUri", "/elsewhere")]
    [InlineData("diagnostics", "queues-diagnostics", "resourceUri", "/elsewhere")]
    [InlineData("Azure's own types", "failed-runs", "kind", "LogAlarm")]
    [InlineData("Azure's own types", "gateway-errors", "criteria.odataType", "Microsoft.Azure.Monitor.Criteria")]
    [InlineData("Azure's own types", "batch-complete", "eventDeliverySchema", "CloudEvents")]
    [InlineData("Azure's own types", "job", "configuration.replicaTimeout", "an hour")]
    [InlineData("Azure's own types", "data", "kind", null)]
    [InlineData("Azure's own types", "vault", "properties.sku.name", null)]
    [InlineData("Azure's limits", "poison-messages", "overrideQueryTimeRange", "P3D")]
    [InlineData("Azure's limits", "training-queue-waits", "overrideQueryTimeRange", "PT1H")]
    [InlineData("Azure's limits", "app", "functionAppConfig.scaleAndConcurrency.maximumInstanceCount", 4.0)]
    [InlineData("Azure's limits", "batch-complete", "retryPolicy.maxDeliveryAttempts", 31.0)]
    [InlineData("names", "data", "accountName", "Not-Allowed")]
    [InlineData("tags", "vault", "tags.stack", null)]
    [InlineData("a region", "environment", "location", "northeurope")]
    [InlineData("production", "gateway-app", "template.scale.minReplicas", 1.0)]
    [InlineData("versioned", "data-protection", "isVersioningEnabled", false)]
    public async Task Policy_OfWhatIsWrong_NamesTheResource(string policy, string resource, string path, object? wrong)
    {
        var graph = await Graphs.Revisions;
        var broken = graph with
        {
            Nodes =
            [
                .. graph.Nodes.Select(node =>
                    node.Name == resource && !node.IsComponent
                        ? node with
                        {
                            Inputs = (ImmutableSortedDictionary<string, object>)With(node.Inputs, path.Split('.'), wrong)!,
                        }
                        : node
                ),
            ],
        };

        var found = AllPolicies.List.Single(one => one.Name.Contains(policy, StringComparison.Ordinal)).Find(broken).ToList();

        // A closed door or a diagnostic setting is missed by the resource that it is of.
        var named = resource switch
        {
            "no-publishing-password" => "app",
            "vault-diagnostics" => "vault",
            "queues-diagnostics" or "data-protection" => "data",
            _ => resource,
        };
        Assert.Contains(found, line => line.StartsWith($"{named}: ", StringComparison.Ordinal));
    }

    // Constructors of Pulumi's set some of these by themselves.
    [Theory]
    [InlineData("isXenon", false)]
    [InlineData("siteConfig.netFrameworkVersion", "v4.6")]
    [InlineData("siteConfig.ftpsState", "Disabled")]
    public async Task AnApp_ThatFlexConsumptionRefuses_IsFound(string path, object value)
    {
        var graph = await Graphs.Of("prod");
        var steps = path.Split('.');
        var broken = graph with
        {
            Nodes =
            [
                .. graph.Nodes.Select(node =>
                    node.Name == "app"
                        ? node with
                        {
                            Inputs = (ImmutableSortedDictionary<string, object>)Added(node.Inputs, steps, value),
                        }
                        : node
                ),
            ],
        };

        Assert.Equal(
            [$"app: {path}"],
            AllPolicies.List.Single(one => one.Name.Contains("Flex Consumption", StringComparison.Ordinal)).Find(broken)
        );
    }

    [Theory]
    [InlineData(
        "blobs-diagnostics",
        "AllMetrics",
        "Microsoft.Storage/storageAccounts/blobServices is not known to have metrics of the category AllMetrics, but of "
            + "Transaction, Capacity"
    )]
    [InlineData(
        "scheduler-diagnostics",
        "AllMetrics",
        "Microsoft.DurableTask/schedulers is not known to have metrics of the category AllMetrics, but of Basic"
    )]
    public async Task Metrics_OfACategoryThatTheResourceLacks_AreFound(string setting, string category, string expected)
    {
        var graph = await Graphs.With("prod", ("durableBackend", "scheduler"));
        var metric = ImmutableDictionary<string, object>.Empty.Add("category", category).Add("enabled", true);
        var broken = graph with
        {
            Nodes =
            [
                .. graph.Nodes.Select(node =>
                    node.Name == setting
                        ? node with
                        {
                            Inputs = node.Inputs.SetItem("metrics", ImmutableArray.Create<object>(metric)),
                        }
                        : node
                ),
            ],
        };

        Assert.Equal(
            [$"{setting}: {expected}"],
            AllPolicies.List.Single(one => one.Name.StartsWith("diagnostics", StringComparison.Ordinal)).Find(broken)
        );
    }

    [Fact]
    public async Task AMember_ThatAzureDoesNotHave_IsFound()
    {
        var graph = await Graphs.Of("prod");
        var broken = graph with
        {
            Nodes =
            [
                .. graph.Nodes.Select(node => node.Name == "registry" ? node with { Inputs = node.Inputs.Add("colour", "red") } : node),
            ],
        };

        Assert.StartsWith(
            "registry: $.properties.colour is not a member of RegistryProperties",
            Assert.Single(AllPolicies.List.Single(one => one.Name.Contains("own types", StringComparison.Ordinal)).Find(broken)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("actions", "Microsoft.App/*")]
    [InlineData("actions", "Microsoft.App/containerApps/delete")]
    [InlineData("dataActions", "Microsoft.App/containerApps/read")]
    public async Task ARoleOfOurOwn_ThatMayMore_IsFound(string kind, string action)
    {
        var graph = await Graphs.Revisions;
        var permission = ImmutableDictionary<string, object>.Empty.Add(kind, ImmutableArray.Create<object>(action));
        var broken = graph with
        {
            Nodes =
            [
                .. graph.Nodes.Select(node =>
                    node.Name == "revision-weights"
                        ? node with
                        {
                            Inputs = node.Inputs.SetItem("permissions", ImmutableArray.Create<object>(permission)),
                        }
                        : node
                ),
            ],
        };

        var found = AllPolicies.List.Single(one => one.Name.StartsWith("least privilege", StringComparison.Ordinal)).Find(broken);
        Assert.Equal(
            kind == "actions"
                ? [$"revision-weights: {action} is more than our roles may"]
                : ["revision-weights: dataActions is more than our roles may"],
            found
        );
    }

    private static IImmutableDictionary<string, object> Added(
        IImmutableDictionary<string, object> map,
        ReadOnlySpan<string> path,
        object value
    ) => map.SetItem(path[0], path.Length > 1 ? Added((IImmutableDictionary<string, object>)map[path[0]], path[1..], value) : value);

    private static IImmutableDictionary<string, object> With(
        IImmutableDictionary<string, object> map,
        ReadOnlySpan<string> path,
        object? value
    )
    {
        Assert.True(map.ContainsKey(path[0]), $"{path[0]} is not among {string.Join(", ", map.Keys)}");
        return path.Length > 1 ? map.SetItem(path[0], With((IImmutableDictionary<string, object>)map[path[0]], path[1..], value))
            : value is null ? map.Remove(path[0])
            : map.SetItem(path[0], value);
    }
}
