using System.Text.Json;
using Pulumi.AzureNative.ApplicationInsights;

namespace ServerlessML.Infra.Parts;

/// <summary>The workbook: runs, training, serving and storage on one page of Azure Monitor.</summary>
public sealed class Dashboard : Part
{
    private static (string Title, string Query, string Chart)[] Charts(string gateway) =>
        [
            (
                "Runs by state",
                "AppTraces | extend State = tostring(Properties['prop__state']) | where "
                    + "tostring(Properties['prop__functionName']) == 'ModelLifecycle' and isnotempty(State) | summarize count() by "
                    + "State, bin(TimeGenerated, 1h)",
                "barchart"
            ),
            (
                "API requests and failures",
                "AppRequests | summarize Requests = sum(ItemCount), Failures = sumif(ItemCount, Success == false) by "
                    + "bin(TimeGenerated, 5m)",
                "timechart"
            ),
            (
                "API latency, percentiles 50, 95, 99 (ms)",
                "AppRequests | summarize percentiles(DurationMs, 50, 95, 99) by bin(TimeGenerated, 5m)",
                "timechart"
            ),
            (
                "Training jobs put, taken and done",
                "StorageQueueLogs | where Uri has '/training-jobs/messages' or Uri has '/training-jobs-on-demand/messages' | "
                    + "summarize count() by OperationName, bin(TimeGenerated, 15m)",
                "timechart"
            ),
            (
                "Events of the training job",
                $"ContainerAppSystemLogs | where JobName in ('{TrainingRunner.JobName}', '{TrainingRunner.OnDemandJobName}') | "
                    + $"project TimeGenerated, Reason, Type, Log | order by TimeGenerated desc | take 50",
                "table"
            ),
            (
                "The gateway's warnings",
                $"ContainerAppConsoleLogs | where ContainerAppName == '{gateway}' and Log has_any ('warn:', 'fail:', 'crit:') | "
                    + $"project TimeGenerated, ReplicaName = ContainerGroupName, Log | order by TimeGenerated desc | take 50",
                "table"
            ),
            (
                "Events that were not delivered",
                "AegDeliveryFailureLogs | project TimeGenerated, Message | order by TimeGenerated desc | take 20",
                "table"
            ),
        ];

    public Dashboard(StackContext context, Observation observation, string gateway)
        : base(nameof(Dashboard), "dashboard")
    {
        _ = new Workbook(
            "workbook",
            new()
            {
                ResourceGroupName = context.GroupName,
                ResourceName = context.Names.Guid("workbook"),
                Location = context.Location,
                Kind = WorkbookSharedTypeKind.Shared,
                Category = "workbook",
                DisplayName = $"ServerlessML {context.Names.Plain}",
                SourceId = observation.Workspace.Id,
                SerializedData = observation.Workspace.Id.Apply(workspace => Content(workspace, gateway)),
                Version = "1.0",
                Tags = context.Tags,
            },
            Own
        );
        RegisterOutputs();
    }

    private static string Content(string workspace, string gateway) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["version"] = "Notebook/1.0",
                ["items"] = Charts(gateway)
                    .Select(
                        (chart, index) =>
                            new Dictionary<string, object>
                            {
                                // A query, and of Log Analytics.
                                ["type"] = 3,
                                ["name"] = $"query-{index}",
                                ["content"] = new Dictionary<string, object>
                                {
                                    ["version"] = "KqlItem/1.0",
                                    ["query"] = chart.Query,
                                    ["size"] = 0,
                                    ["title"] = chart.Title,
                                    ["timeContext"] = new { durationMs = 86_400_000 },
                                    ["queryType"] = 0,
                                    ["resourceType"] = "microsoft.operationalinsights/workspaces",
                                    ["crossComponentResources"] = new[] { workspace },
                                    ["visualization"] = chart.Chart,
                                },
                            }
                    )
                    .ToArray(),
                ["fallbackResourceIds"] = new[] { workspace },
                ["$schema"] = "https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json",
            }
        );
}
