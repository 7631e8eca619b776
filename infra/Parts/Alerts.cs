using Pulumi.AzureNative.App;
using Pulumi.AzureNative.Monitor;
using Pulumi.AzureNative.Monitor.Inputs;
using Kind = Pulumi.AzureNative.Monitor.Kind;

namespace ServerlessML.Infra.Parts;

/// <summary>What people are told of, and who.</summary>
public sealed class Alerts : Part
{
    public Alerts(Surroundings surroundings, Observation observation, ContainerApp gateway)
        : base(nameof(Alerts), "alerts")
    {
        People = new("people", new()
        {
            ResourceGroupName = surroundings.GroupName,
            ActionGroupName = $"ag-{surroundings.Names.Plain}",
            GroupShortName = AzureNames.ActionGroupShort,
            Location = "global",
            Enabled = true,
            EmailReceivers = [.. surroundings.Settings.AlertEmails.Select((address, index) => new MicrosoftCommonEmailReceiverArgs { Name = $"person-{index + 1}", EmailAddress = address, UseCommonAlertSchema = true })],
            Tags = surroundings.Tags,
        }, Own);
        foreach (var alert in LogAlerts.For(surroundings.Settings))
        {
            Ask(alert, surroundings, observation);
        }

        Measure("gateway-errors", 1, "More than five requests in five minutes ended with a server error at the gateway.", surroundings, gateway, new()
        {
            Name = "errors",
            CriterionType = "StaticThresholdCriterion",
            MetricName = "Requests",
            MetricNamespace = "Microsoft.App/containerApps",
            Dimensions = [new MetricDimensionArgs { Name = "statusCodeCategory", Operator = "Include", Values = ["5xx"] }],
            TimeAggregation = AggregationTypeEnum.Total,
            Operator = Operator.GreaterThan,
            Threshold = 5,
        });
        // The platform has the mean and no percentiles; the 99th is in the gateway's own metrics, which otlpEndpoint sends to a collector.
        Measure("gateway-latency", 2, "The gateway's mean response time was above 250 ms for five minutes.", surroundings, gateway, new()
        {
            Name = "latency",
            CriterionType = "StaticThresholdCriterion",
            MetricName = "ResponseTime",
            MetricNamespace = "Microsoft.App/containerApps",
            TimeAggregation = AggregationTypeEnum.Average,
            Operator = Operator.GreaterThan,
            Threshold = 250,
            SkipMetricValidation = true,
        });
        Measure("gateway-restarts", 2, "Replicas of the gateway were restarted more than three times in five minutes.", surroundings, gateway, new()
        {
            Name = "restarts",
            CriterionType = "StaticThresholdCriterion",
            MetricName = "RestartCount",
            MetricNamespace = "Microsoft.App/containerApps",
            TimeAggregation = AggregationTypeEnum.Maximum,
            Operator = Operator.GreaterThan,
            Threshold = 3,
        });
        RegisterOutputs();
    }

    public ActionGroup People { get; }

    private void Ask(LogAlert alert, Surroundings surroundings, Observation observation) => _ = new ScheduledQueryRule(alert.Name, new()
    {
        ResourceGroupName = surroundings.GroupName,
        RuleName = $"{alert.Name}-{surroundings.Names.Token}",
        DisplayName = alert.Name,
        Description = alert.What,
        Location = surroundings.Location,
        Kind = Kind.LogAlert,
        Enabled = true,
        Severity = alert.Severity,
        EvaluationFrequency = alert.Every,
        WindowSize = alert.Window,
        OverrideQueryTimeRange = alert.Window,
        Scopes = [observation.Workspace.Id],
        // A table is not there before its first row.
        SkipQueryValidation = true,
        AutoMitigate = false,
        Criteria = new ScheduledQueryRuleCriteriaArgs
        {
            AllOf =
            [
                new ConditionArgs
                {
                    Query = alert.Query,
                    TimeAggregation = TimeAggregation.Count,
                    // The enum of this name in Pulumi's package has another API's values.
                    Operator = "GreaterThan",
                    Threshold = 0,
                    FailingPeriods = new ConditionFailingPeriodsArgs { NumberOfEvaluationPeriods = 1, MinFailingPeriodsToAlert = 1 },
                },
            ],
        },
        Actions = new ActionsArgs { ActionGroups = [People.Id] },
        Tags = surroundings.Tags,
    }, Own);

    private void Measure(string name, int severity, string what, Surroundings surroundings, ContainerApp gateway, MetricCriteriaArgs criteria) => _ = new MetricAlert(name, new()
    {
        ResourceGroupName = surroundings.GroupName,
        RuleName = $"{name}-{surroundings.Names.Token}",
        Description = what,
        Location = "global",
        Enabled = true,
        Severity = severity,
        EvaluationFrequency = "PT1M",
        WindowSize = "PT5M",
        Scopes = [gateway.Id],
        Criteria = new MetricAlertSingleResourceMultipleMetricCriteriaArgs
        {
            OdataType = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            AllOf = [criteria],
        },
        Actions = [new MetricAlertActionArgs { ActionGroupId = People.Id }],
        Tags = surroundings.Tags,
    }, Own);
}
