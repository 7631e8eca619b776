using Pulumi.AzureNative.ApplicationInsights;
using Pulumi.AzureNative.Monitor;
using Pulumi.AzureNative.Monitor.Inputs;
using Pulumi.AzureNative.OperationalInsights;
using Pulumi.AzureNative.OperationalInsights.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>Where logs, traces and metrics go.</summary>
public sealed class Observation : Part
{
    public Observation(StackContext context)
        : base(nameof(Observation), "observation")
    {
        Workspace = new(
            "logs",
            new()
            {
                ResourceGroupName = context.GroupName,
                WorkspaceName = $"log-{context.Names.Plain}",
                Location = context.Location,
                Sku = new WorkspaceSkuArgs { Name = WorkspaceSkuNameEnum.PerGB2018 },
                RetentionInDays = context.Settings.LogRetentionDays,
                Features = new WorkspaceFeaturesArgs { DisableLocalAuth = true },
                // A loop that logs cannot cost a fortune in a stack to try things in; -1 is no limit.
                WorkspaceCapping = new WorkspaceCappingArgs { DailyQuotaGb = context.Settings.Production ? -1 : 1 },
                Tags = context.Tags,
            },
            Own
        );
        Insights = new(
            "insights",
            new()
            {
                ResourceGroupName = context.GroupName,
                ResourceName = $"appi-{context.Names.Plain}",
                Location = context.Location,
                Kind = "web",
                ApplicationType = ApplicationType.Web,
                IngestionMode = IngestionMode.LogAnalytics,
                WorkspaceResourceId = Workspace.Id,
                // Telemetry is taken from identities only.
                DisableLocalAuth = true,
                Tags = context.Tags,
            },
            Own
        );
        RegisterOutputs();
    }

    public Workspace Workspace { get; }
    public Component Insights { get; }

    /// <summary>Sends a resource's logs and metrics to the workspace.</summary>
    /// <param name="part">Whose the resource is.</param>
    /// <param name="name">Names the setting.</param>
    /// <param name="resourceId">The resource.</param>
    /// <param name="logs">Whether it has any.</param>
    /// <param name="metrics">Their category: not every kind of resource has the one for all.</param>
    internal void Watch(Part part, string name, Input<string> resourceId, bool logs = true, string metrics = "AllMetrics") =>
        _ = new DiagnosticSetting(
            $"{name}-diagnostics",
            new()
            {
                Name = "to-workspace",
                ResourceUri = resourceId,
                WorkspaceId = Workspace.Id,
                LogAnalyticsDestinationType = "Dedicated",
                Logs = logs ? [new DiagnosticsLogSettingsArgs { CategoryGroup = "allLogs", Enabled = true }] : [],
                Metrics = [new DiagnosticsMetricSettingsArgs { Category = metrics, Enabled = true }],
            },
            part.Own
        );
}
