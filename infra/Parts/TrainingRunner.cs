using System.Globalization;
using Pulumi.AzureNative.App;
using Pulumi.AzureNative.App.Inputs;
using ServerlessML.Contracts;
using ServerlessML.Infra.Access;
using ServerlessML.Infra.Settings;

namespace ServerlessML.Infra.Parts;

/// <summary>The training job: one execution for each message on the queue, with a GPU, and nothing at all while the queue is empty.</summary>
public sealed class TrainingRunner : Part
{
    public const string JobName = "training-runner";

    public TrainingRunner(Surroundings surroundings, Identities identities, DataStorage storage, Images images, ContainerPlatform platform)
        : base(nameof(TrainingRunner), "training")
    {
        var settings = surroundings.Settings;
        var me = identities.Runner;
        List<Resource> access =
        [
            this.Grant(me, BuiltInRole.AcrPull, "registry", images.Registry.Id, surroundings),
            this.Grant(me, BuiltInRole.StorageBlobDataContributor, StorageLayout.Cas, storage.Container(StorageLayout.Cas).Id, surroundings),
            this.Grant(me, BuiltInRole.StorageBlobDataContributor, StorageLayout.Runs, storage.Container(StorageLayout.Runs).Id, surroundings),
            // Takes jobs, holds on to them while it works, and counts them: the scaler asks in its name.
            .. ((string[])[StorageLayout.TrainingJobs, StorageLayout.TrainingJobsOnDemand]).SelectMany(queue => (string[])[queue, $"{queue}-poison"])
                .Select(queue => this.Grant(me, BuiltInRole.StorageQueueDataContributor, queue, storage.Queue(queue).Id, surroundings)),
            this.Grant(me, BuiltInRole.StorageQueueDataMessageSender, StorageLayout.TrainingEvents, storage.Queue(StorageLayout.TrainingEvents).Id, surroundings),
        ];
        var gpu = settings.GpuProfile != GpuProfiles.None;
        var (cpu, memory) = GpuProfiles.Size(settings.GpuProfile);
        Job = new("job", new()
        {
            ResourceGroupName = surroundings.GroupName,
            JobName = JobName,
            Location = surroundings.Location,
            EnvironmentId = platform.Environment.Id,
            WorkloadProfileName = gpu ? ContainerPlatform.GpuProfile : ContainerPlatform.PlainProfile,
            Identity = new ManagedServiceIdentityArgs { Type = ManagedServiceIdentityType.UserAssigned, UserAssignedIdentities = [me.Id] },
            Configuration = Configuration(settings, me.Id, storage, images),
            Template = new JobTemplateArgs
            {
                Containers =
                [
                    new ContainerArgs
                    {
                        Name = "runner",
                        Image = images.Runner,
                        Resources = new ContainerResourcesArgs { Cpu = cpu, Memory = $"{memory}Gi" },
                        Env =
                        [
                            Variable("AzureWebJobsStorage__accountName", storage.Account.Name),
                            Variable("AZURE_CLIENT_ID", me.ClientId),
                            Variable("SERVERLESSML_RUNNER_DEVICE", gpu ? "cuda" : "cpu"),
                            Variable("SERVERLESSML_RUNNER_EXIT_WHEN_IDLE", "true"),
                            Variable("SERVERLESSML_RUNNER_CAPACITY", TrainingResources.Spot),
                            Variable("SERVERLESSML_IMAGE_DIGEST", images.Runner),
                        ],
                    },
                ],
            },
            Tags = surroundings.Tags,
        }, new() { Parent = this, DependsOn = [.. access.Select(role => (Input<Resource>)role)] });
        if (settings.TrainingStart == TrainingStart.Job)
        {
            this.Grant(identities.Functions, BuiltInRole.ContainerAppsJobsOperator, JobName, Job.Id, surroundings);
        }

        RegisterOutputs();
    }

    public Job Job { get; }

    private static JobConfigurationArgs Configuration(StackSettings settings, Output<string> identity, DataStorage storage, Images images)
    {
        JobConfigurationArgs configuration = new()
        {
            ReplicaTimeout = settings.TrainingTimeoutHours * 3600,
            // The queue hands a lost job out again from its checkpoint; a second try here covers a machine that did not come up.
            ReplicaRetryLimit = 1,
            TriggerType = settings.TrainingStart == TrainingStart.Queue ? TriggerType.Event : TriggerType.Manual,
            Registries = [new RegistryCredentialsArgs { Server = images.Registry.LoginServer, Identity = identity }],
        };
        if (settings.TrainingStart == TrainingStart.Job)
        {
            configuration.ManualTriggerConfig = new JobConfigurationManualTriggerConfigArgs { Parallelism = 1, ReplicaCompletionCount = 1 };
            return configuration;
        }

        configuration.EventTriggerConfig = new JobConfigurationEventTriggerConfigArgs
        {
            Parallelism = 1,
            ReplicaCompletionCount = 1,
            Scale = new JobScaleArgs
            {
                MinExecutions = 0,
                MaxExecutions = settings.MaxTrainingJobs,
                PollingInterval = 15,
                Rules =
                [
                    new JobScaleRuleArgs
                    {
                        Name = StorageLayout.TrainingJobs,
                        Type = "azure-queue",
                        Identity = identity,
                        Metadata = storage.Account.Name.Apply(account => (object)System.Collections.Immutable.ImmutableDictionary<string, object>.Empty
                            .Add("accountName", account)
                            .Add("queueName", StorageLayout.TrainingJobs)
                            .Add("queueLength", 1.ToString(CultureInfo.InvariantCulture))),
                    },
                ],
            },
        };
        return configuration;
    }

    private static EnvironmentVarArgs Variable(string name, Input<string> value) => new() { Name = name, Value = value };
}
