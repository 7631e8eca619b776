namespace ServerlessML.Preview.Policies;

/// <summary>A bound of Azure's on one input, which is in none of its types.</summary>
/// <param name="Type">Of the resource, in Pulumi's words.</param>
/// <param name="Input">By path; <c>[]</c> for each item of a list.</param>
/// <param name="Least">The least that is taken; a length of time in hours.</param>
/// <param name="Most">The most.</param>
/// <param name="Source">Where Azure says so.</param>
internal sealed record AzureLimit(string Type, string Input, double Least, double Most, string Source)
{
    private const string LogAlerts =
        "Azure Monitor, «Create or edit a log search alert rule»: the query's time range is two days at the most, however "
        + "often it is asked";
    private const string EventGrid = "Event Grid, «Message delivery and retry»: a day and thirty attempts at the most";
    private const string ContainerApps = "Container Apps, «Quotas» and «Jobs»";
    private const string Functions = "Functions, «Event-driven scaling»: 40 was the least of Flex Consumption for long, and is in regions";

    public static IReadOnlyList<AzureLimit> All { get; } =
    [
        new("monitor:ScheduledQueryRule", "overrideQueryTimeRange", 5.0 / 60, 48, LogAlerts),
        new("monitor:ScheduledQueryRule", "windowSize", 1.0 / 60, 48, LogAlerts),
        new("monitor:ScheduledQueryRule", "evaluationFrequency", 1.0 / 60, 24, LogAlerts),
        new("monitor:ScheduledQueryRule", "severity", 0, 4, LogAlerts),
        new("monitor:MetricAlert", "windowSize", 1.0 / 60, 24, "Azure Monitor, «Metric alert rules»"),
        new("monitor:MetricAlert", "evaluationFrequency", 1.0 / 60, 1, "Azure Monitor, «Metric alert rules»"),
        new("eventgrid:SystemTopicEventSubscription", "retryPolicy.eventTimeToLiveInMinutes", 1, 1440, EventGrid),
        new("eventgrid:SystemTopicEventSubscription", "retryPolicy.maxDeliveryAttempts", 1, 30, EventGrid),
        new("web:WebApp", "functionAppConfig.scaleAndConcurrency.maximumInstanceCount", 40, 1000, Functions),
        new("app:ContainerApp", "template.scale.minReplicas", 0, 1000, ContainerApps),
        new("app:ContainerApp", "template.scale.maxReplicas", 1, 1000, ContainerApps),
        new("app:ContainerApp", "template.terminationGracePeriodSeconds", 0, 600, ContainerApps),
        new("app:ContainerApp", "configuration.maxInactiveRevisions", 0, 100, ContainerApps),
        new("app:Job", "configuration.replicaRetryLimit", 0, 10, ContainerApps),
        new("keyvault:Vault", "properties.softDeleteRetentionInDays", 7, 90, "Key Vault, «Soft-delete overview»"),
        new(
            "operationalinsights:Workspace",
            "retentionInDays",
            30,
            730,
            "Azure Monitor, «Manage data retention in a Log Analytics workspace»"
        ),
        new("storage:BlobServiceProperties", "deleteRetentionPolicy.days", 1, 365, "Storage, «Soft delete for blobs»"),
        new("storage:BlobServiceProperties", "containerDeleteRetentionPolicy.days", 1, 365, "Storage, «Soft delete for containers»"),
    ];
}
