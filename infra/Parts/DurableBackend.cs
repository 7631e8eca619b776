using Pulumi.AzureNative.DurableTask;
using Pulumi.AzureNative.DurableTask.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>The Durable Task Scheduler: keeps the orchestrations' state and hands out their work.</summary>
public sealed class DurableBackend : Part
{
    public const string HubName = "serverlessml";

    public DurableBackend(StackContext context)
        : base(nameof(DurableBackend), "durable")
    {
        var settings = context.Settings;
        Scheduler = new(
            "scheduler",
            new()
            {
                ResourceGroupName = context.GroupName,
                SchedulerName = $"dts-{context.Names.Plain}",
                Location = context.Location,
                Properties = new SchedulerPropertiesArgs
                {
                    Sku =
                        settings.SchedulerSku == "Dedicated"
                            ? new SchedulerSkuArgs { Name = SchedulerSkuName.Dedicated, Capacity = settings.Production ? 3 : 1 }
                            : new SchedulerSkuArgs { Name = SchedulerSkuName.Consumption },
                    // An empty list would let nobody in. Who comes in still needs an identity with a role.
                    IpAllowlist = ["0.0.0.0/0"],
                },
                Tags = context.Tags,
            },
            OwnAndProtected(settings.Production)
        );
        Hub = new(
            "hub",
            new()
            {
                ResourceGroupName = context.GroupName,
                SchedulerName = Scheduler.Name,
                TaskHubName = HubName,
            },
            OwnAndProtected(settings.Production)
        );
        _ = new RetentionPolicy(
            "retention",
            new()
            {
                ResourceGroupName = context.GroupName,
                SchedulerName = Scheduler.Name,
                Properties = new RetentionPolicyPropertiesArgs
                {
                    RetentionPolicies =
                    [
                        new RetentionPolicyDetailsArgs
                        {
                            OrchestrationState = PurgeableOrchestrationState.Completed,
                            RetentionPeriodInDays = settings.OrchestrationRetentionDays,
                        },
                        new RetentionPolicyDetailsArgs
                        {
                            OrchestrationState = PurgeableOrchestrationState.Terminated,
                            RetentionPeriodInDays = settings.OrchestrationRetentionDays,
                        },
                        // What failed is looked at longer.
                        new RetentionPolicyDetailsArgs
                        {
                            OrchestrationState = PurgeableOrchestrationState.Failed,
                            RetentionPeriodInDays = settings.LongestRetentionDays,
                        },
                    ],
                },
            },
            Own
        );
        RegisterOutputs();
    }

    public Scheduler Scheduler { get; }
    public TaskHub Hub { get; }

    public Output<string> Endpoint => Scheduler.Properties.Apply(properties => properties.Endpoint);
}
