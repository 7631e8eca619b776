using System.Globalization;
using Pulumi.AzureNative.App;
using Pulumi.AzureNative.App.Inputs;
using Pulumi.AzureNative.ManagedIdentity;
using ServerlessML.Contracts.Training;

namespace ServerlessML.Infra.Parts;

/// <summary>
/// The training job: one execution for each message on the queue, with a GPU, and nothing at all while the queue is empty. Last attempts
/// have a job of their own, so that they wait for no others. Container Apps has no spot capacity: neither job is ever taken away for
/// somebody who pays more.
/// </summary>
public sealed class TrainingRunner : Part
{
    public const string JobName = "training-runner";
    public const string OnDemandJobName = "training-runner-on-demand";

    public TrainingRunner(StackContext context, Identities identities, DataStorage storage, Images images, ContainerPlatform platform)
        : base(nameof(TrainingRunner), "training")
    {
        var settings = context.Settings;
        var me = identities.Runner;
        List<Resource> access =
        [
            this.Grant(me, BuiltInRole.AcrPull, "registry", images.Registry.Id, context),
            this.Grant(me, BuiltInRole.StorageBlobDataContributor, StorageLayout.Cas, storage.Container(StorageLayout.Cas).Id, context),
            this.Grant(me, BuiltInRole.StorageBlobDataContributor, StorageLayout.Runs, storage.Container(StorageLayout.Runs).Id, context),
            // Takes jobs, holds on to them while it works, and counts them: the scaler asks in its name.
            .. ((string[])[StorageLayout.TrainingJobs, StorageLayout.TrainingJobsOnDemand])
                .SelectMany(queue => (string[])[queue, $"{queue}-poison"])
                .Select(queue => this.Grant(me, BuiltInRole.StorageQueueDataContributor, queue, storage.Queue(queue).Id, context)),
            this.Grant(
                me,
                BuiltInRole.StorageQueueDataMessageSender,
                StorageLayout.TrainingEvents,
                storage.Queue(StorageLayout.TrainingEvents).Id,
                context
            ),
        ];
        Job = Make(
            "job",
            JobName,
            StorageLayout.TrainingJobs,
            TrainingResources.Spot,
            settings.MaxTrainingJobs,
            context,
            me,
            storage,
            images,
            platform,
            access
        );
        if (settings.TrainingStart == TrainingStart.Job)
        {
            // One that is started is told which queue's job it is for.
            this.Grant(identities.Functions, BuiltInRole.ContainerAppsJobsOperator, JobName, Job.Id, context);
        }
        else
        {
            // A scale rule that counts two queues would start runners that find nothing in theirs.
            // This one takes last attempts, besides all that the other one runs.
            _ = Make(
                "on-demand-job",
                OnDemandJobName,
                StorageLayout.TrainingJobsOnDemand,
                TrainingResources.OnDemand,
                settings.MaxOnDemandJobs,
                context,
                me,
                storage,
                images,
                platform,
                access
            );
        }

        RegisterOutputs();
    }

    public Job Job { get; }

    private Job Make(
        string resource,
        string name,
        string queue,
        string capacity,
        int most,
        StackContext context,
        UserAssignedIdentity me,
        DataStorage storage,
        Images images,
        ContainerPlatform platform,
        List<Resource> access
    )
    {
        var settings = context.Settings;
        var gpu = settings.GpuProfile != GpuProfiles.None;
        var (cpu, memory) = GpuProfiles.Size(settings.GpuProfile);
        return new(
            resource,
            new()
            {
                ResourceGroupName = context.GroupName,
                JobName = name,
                Location = context.Location,
                EnvironmentId = platform.Environment.Id,
                WorkloadProfileName = gpu ? ContainerPlatform.GpuProfile : ContainerPlatform.PlainProfile,
                Identity = new ManagedServiceIdentityArgs
                {
                    Type = ManagedServiceIdentityType.UserAssigned,
                    UserAssignedIdentities = [me.Id],
                },
                Configuration = Configuration(settings, queue, most, me.Id, storage, images),
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
                                Variable("SERVERLESSML_RUNNER_CAPACITY", capacity),
                                Variable("SERVERLESSML_IMAGE_DIGEST", images.Runner),
                            ],
                        },
                    ],
                },
                Tags = context.Tags,
            },
            new() { Parent = this, DependsOn = [.. access.Select(role => (Input<Resource>)role)] }
        );
    }

    private static JobConfigurationArgs Configuration(
        StackSettings settings,
        string queue,
        int most,
        Output<string> identity,
        DataStorage storage,
        Images images
    )
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
                MaxExecutions = most,
                PollingInterval = 15,
                Rules =
                [
                    new JobScaleRuleArgs
                    {
                        Name = queue,
                        Type = "azure-queue",
                        Identity = identity,
                        Metadata = storage.Account.Name.Apply(account =>
                            (object)
                                System
                                    .Collections.Immutable.ImmutableDictionary<string, object>.Empty.Add("accountName", account)
                                    .Add("queueName", queue)
                                    .Add("queueLength", 1.ToString(CultureInfo.InvariantCulture))
                        ),
                    },
                ],
            },
        };
        return configuration;
    }

    private static EnvironmentVarArgs Variable(string name, Input<string> value) => new() { Name = name, Value = value };
}
