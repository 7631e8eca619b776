using Pulumi.AzureNative.App;
using Pulumi.AzureNative.Monitor;
using Pulumi.AzureNative.Monitor.Inputs;
using Kind = Pulumi.AzureNative.Monitor.Kind;

namespace ServerlessML.Infra.Parts;

/// <summary>What people are told of, and who.</summary>
public sealed class Alerts : Part
{
    public Alerts(StackContext context, Observation observation, ContainerApp gateway)
        : base(nameof(Alerts), "alerts")
    {
        People = new(
            "people",
            new()
            {
                ResourceGroupName = context.GroupName,
                ActionGroupName = $"ag-{context.Names.Plain}",
                GroupShortName = AzureNames.ActionGroupShort,
                Location = "global",
                Enabled = true,
                EmailReceivers =
                [
                    .. context.Settings.AlertEmails.Select(
                        (address, index) =>
                            new MicrosoftCommonEmailReceiverArgs
                            {
                                Name = $"person-{index + 1}",
                                EmailAddress = address,
                                UseCommonAlertSchema = true,
                            }
                    ),
                ],
                Tags = context.Tags,
            },
            Own
        );
        foreach (var alert in LogAlerts.For(context.Settings))
        {
            Ask(alert, context, observation);
        }

        Measure(
            "gateway-errors",
            1,
            "More than five requests in five minutes ended with a server error at the gateway.",
            context,
            gateway,
            new()
            {
                Name = "errors",
                CriterionType = "StaticThresholdCriterion",
                MetricName = "Requests",
                MetricNamespace = "Microsoft.App/containerApps",
                Dimensions =
                [
                    new MetricDimensionArgs
                    {
                        Name = "statusCodeCategory",
                        Operator = "Include",
                        Values = ["5xx"],
                    },
                ],
                TimeAggregation = AggregationTypeEnum.Total,
                Operator = Operator.GreaterThan,
                Threshold = 5,
            }
        );
        // The platform has the mean and no percentiles; the 99th is in the gateway's own metrics, which otlpEndpoint sends to a collector.
        Measure(
            "gateway-latency",
            2,
            "The gateway's mean response time was above 250 ms for five minutes.",
            context,
            gateway,
            new()
            {
                Name = "latency",
                CriterionType = "StaticThresholdCriterion",
                MetricName = "ResponseTime",
                MetricNamespace = "Microsoft.App/containerApps",
                TimeAggregation = AggregationTypeEnum.Average,
                Operator = Operator.GreaterThan,
                Threshold = 250,
                SkipMetricValidation = true,
            }
        );
        Measure(
            "gateway-restarts",
            2,
            "Replicas of the gateway were restarted more than three times in five minutes.",
            context,
            gateway,
            new()
            {
                Name = "restarts",
                CriterionType = "StaticThresholdCriterion",
                MetricName = "RestartCount",
                MetricNamespace = "Microsoft.App/containerApps",
                TimeAggregation = AggregationTypeEnum.Maximum,
                Operator = Operator.GreaterThan,
                Threshold = 3,
            }
        );
        RegisterOutputs();
    }

    public ActionGroup People { get; }

    private void Ask(LogAlert alert, StackContext context, Observation observation) =>
        _ = new ScheduledQueryRule(
            alert.Name,
            new()
            {
                ResourceGroupName = context.GroupName,
                RuleName = $"{alert.Name}-{context.Names.Token}",
                DisplayName = alert.Name,
                Description = alert.What,
                Location = context.Location,
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
                            FailingPeriods = new ConditionFailingPeriodsArgs
                            {
                                NumberOfEvaluationPeriods = 1,
                                MinFailingPeriodsToAlert = 1,
                            },
                        },
                    ],
                },
                Actions = new ActionsArgs { ActionGroups = [People.Id] },
                Tags = context.Tags,
            },
            Own
        );

    private void Measure(string name, int severity, string what, StackContext context, ContainerApp gateway, MetricCriteriaArgs criteria) =>
        _ = new MetricAlert(
            name,
            new()
            {
                ResourceGroupName = context.GroupName,
                RuleName = $"{name}-{context.Names.Token}",
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
                Tags = context.Tags,
            },
            Own
        );
}
