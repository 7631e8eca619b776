using ServerlessML.Preview;

namespace ServerlessML.Tests.Infra;

/// <summary>Who may do what, to the last line: a role more or on more is a decision, and is made here first.</summary>
public sealed class RoleTests
{
    private static readonly string[] Everywhere =
    [
        "events: Storage Blob Data Contributor: containers/event-dead-letters",
        "events: Storage Queue Data Message Sender: queues/landing-events",
        "functions: Key Vault Secrets User: vaults",
        "functions: Monitoring Metrics Publisher: components",
        "functions: Storage Blob Data Owner: storageAccounts",
        "functions: Storage Queue Data Contributor: storageAccounts",
        "functions: Storage Table Data Contributor: storageAccounts",
        "gateway: AcrPull: registries",
        "gateway: Storage Blob Data Contributor: containers/captures",
        "gateway: Storage Blob Data Contributor: containers/counts",
        "gateway: Storage Blob Data Contributor: containers/feedback",
        "gateway: Storage Blob Data Reader: containers/cas",
        "gateway: Storage Blob Data Reader: containers/deployments",
        "gateway: Storage Blob Data Reader: containers/models",
        "runner: AcrPull: registries",
        "runner: Storage Blob Data Contributor: containers/cas",
        "runner: Storage Blob Data Contributor: containers/runs",
        "runner: Storage Queue Data Contributor: queues/training-jobs",
        "runner: Storage Queue Data Contributor: queues/training-jobs-on-demand",
        "runner: Storage Queue Data Contributor: queues/training-jobs-on-demand-poison",
        "runner: Storage Queue Data Contributor: queues/training-jobs-poison",
        "runner: Storage Queue Data Message Sender: queues/training-events",
    ];

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Roles_OfAStack_AreExactlyThese(string stack) => Assert.Equal(Everywhere, await RolesAsync(stack));

    [Fact]
    public async Task Roles_WithTheScheduler_AreOfItInsteadOfTables() =>
        Assert.Equal(
            Everywhere
                .Where(role => !role.Contains("Table", StringComparison.Ordinal))
                .Append("functions: Durable Task Data Contributor: schedulers")
                .Order(StringComparer.Ordinal),
            await RolesAsync("dev", ("durableBackend", "scheduler"))
        );

    [Fact]
    public async Task Roles_WithJobsStartedByTheFunctions_LetThemOperateThatJob() =>
        Assert.Equal(
            Everywhere.Append("functions: Container Apps Jobs Operator: jobs/training-runner").Order(StringComparer.Ordinal),
            await RolesAsync("prod", ("trainingStart", "job"))
        );

    [Fact]
    public async Task Roles_WithTrafficSplitByRevisions_LetTheFunctionsWriteThatAppAndNoMore()
    {
        (string, string)[] settings = [("trafficTarget", "revisions"), ("servedDeployment", "flights")];
        Assert.Equal(
            Everywhere.Append("functions: Revision Weights: containerApps/flights").Order(StringComparer.Ordinal),
            await RolesAsync("prod", settings)
        );

        var graph = await Graphs.With("prod", settings);
        var definition = Assert.Single(graph.Of("authorization:RoleDefinition"));
        Assert.Equal(
            [
                "Microsoft.App/containerApps/read",
                "Microsoft.App/containerApps/write",
                "Microsoft.App/containerApps/revisions/read",
                "Microsoft.App/locations/containerappOperationResults/read",
                "Microsoft.App/locations/containerappOperationStatuses/read",
            ],
            ServerlessML
                .Preview.Recording.ResourceGraph.Strings(definition.Input("permissions"))
                .Where(text => text.StartsWith("Microsoft.", StringComparison.Ordinal))
        );
        Assert.EndsWith(
            definition.Text("roleDefinitionId")!,
            graph
                .Of("authorization:RoleAssignment")
                .Single(role => role.Name.Contains("revision-weights", StringComparison.Ordinal))
                .Text("roleDefinitionId"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Roles_WithAzureMl_LetTheFunctionsUseTheWorkspace() =>
        Assert.Equal(
            Everywhere.Append("functions: AzureML Data Scientist: workspaces").Order(StringComparer.Ordinal),
            await RolesAsync("prod", ("azureMl", "true"))
        );

    private static async Task<IEnumerable<string>> RolesAsync(string stack, params (string, string)[] settings) =>
        TreeText
            .Roles(await Graphs.With(stack, settings))
            .Select(role => $"{role.Who}: {role.Role}: {Where(role.Scope)}")
            .Order(StringComparer.Ordinal);

    // The last kind, and the name where it is not of one stack.
    private static string Where(string scope) =>
        scope.Split('/') is [.., var kind, var name] && kind is "containers" or "queues" or "jobs" or "containerApps"
            ? $"{kind}/{name}"
            : scope.Split('/')[^2];
}
