using Pulumi.AzureNative.App;
using Pulumi.AzureNative.App.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>
/// The inference gateway behind the environment's ingress. Every replica finds its plans and models in storage, and needs no other.
/// </summary>
public sealed class ServingGateway : Part
{
    private const int Port = 8080;
    private const int DrainSeconds = 15;

    public ServingGateway(
        StackContext context,
        Identities identities,
        DataStorage storage,
        Images images,
        ContainerPlatform platform,
        Observation observation
    )
        : base(nameof(ServingGateway), "serving")
    {
        var settings = context.Settings;
        var me = identities.Gateway;
        var weighed = settings.TrafficTarget == TrafficTarget.Revisions;
        AppName = NameOf(settings);
        List<Resource> access = [this.Grant(me, BuiltInRole.AcrPull, "registry", images.Registry.Id, context)];
        foreach (var container in (string[])[StorageLayout.Deployments, StorageLayout.Models, StorageLayout.Cas])
        {
            access.Add(this.Grant(me, BuiltInRole.StorageBlobDataReader, container, storage.Container(container).Id, context));
        }

        foreach (var container in (string[])[StorageLayout.Captures, StorageLayout.Feedback, StorageLayout.Counts])
        {
            access.Add(this.Grant(me, BuiltInRole.StorageBlobDataContributor, container, storage.Container(container).Id, context));
        }

        App = new(
            "gateway-app",
            new()
            {
                ResourceGroupName = context.GroupName,
                ContainerAppName = AppName,
                Location = context.Location,
                EnvironmentId = platform.Environment.Id,
                WorkloadProfileName = ContainerPlatform.PlainProfile,
                Identity = new ManagedServiceIdentityArgs
                {
                    Type = ManagedServiceIdentityType.UserAssigned,
                    UserAssignedIdentities = [me.Id],
                },
                Configuration = new ConfigurationArgs
                {
                    // A new revision takes over when it is ready, where the gateway itself weighs versions of models. Where revisions do,
                    // this is the one that is none of them: it splits as the plan says, should traffic come to it, and the versions' are
                    // copies of it that are told theirs.
                    ActiveRevisionsMode = weighed ? ActiveRevisionsMode.Multiple : ActiveRevisionsMode.Single,
                    MaxInactiveRevisions = weighed ? 20 : 5,
                    Registries = [new RegistryCredentialsArgs { Server = images.Registry.LoginServer, Identity = me.Id }],
                    Ingress = new IngressArgs
                    {
                        External = true,
                        TargetPort = settings.Release is null ? 80 : Port,
                        Transport = IngressTransportMethod.Auto,
                        AllowInsecure = false,
                        Traffic = [new TrafficWeightArgs { LatestRevision = true, Weight = 100 }],
                    },
                },
                Template = new TemplateArgs
                {
                    TerminationGracePeriodSeconds = 60,
                    Scale = new ScaleArgs
                    {
                        MinReplicas = settings.GatewayMinReplicas,
                        MaxReplicas = settings.GatewayMaxReplicas,
                        Rules =
                        [
                            new ScaleRuleArgs
                            {
                                Name = "requests",
                                Http = new HttpScaleRuleArgs
                                {
                                    Metadata = new Dictionary<string, string> { ["concurrentRequests"] = "64" },
                                },
                            },
                        ],
                    },
                    Containers =
                    [
                        new ContainerArgs
                        {
                            Name = "gateway",
                            Image = images.Gateway,
                            Resources = new ContainerResourcesArgs
                            {
                                Cpu = settings.Production ? 2 : 1,
                                Memory = settings.Production ? "4Gi" : "2Gi",
                            },
                            Env =
                            [
                                .. Variables(context, storage, me.ClientId)
                                    .Select(pair => new EnvironmentVarArgs { Name = pair.Name, Value = pair.Value }),
                            ],
                            // The placeholder of the time before the first release knows no such paths.
                            Probes = settings.Release is null
                                ? []
                                :
                                [
                                    Probe(Pulumi.AzureNative.App.Type.Startup, "/live", 2, 60),
                                    Probe(Pulumi.AzureNative.App.Type.Liveness, "/live", 10, 3),
                                    Probe(Pulumi.AzureNative.App.Type.Readiness, "/ready", 3, 3),
                                ],
                        },
                    ],
                },
                Tags = context.Tags,
            },
            new()
            {
                Parent = this,
                DependsOn = [.. access.Select(role => (Input<Resource>)role)],
                IgnoreChanges = weighed ? ["configuration.ingress.traffic"] : [],
            }
        );
        if (weighed)
        {
            this.Grant(identities.Functions, CustomRole.RevisionWeights, AppName, App.Id, context);
        }

        observation.Watch(this, "gateway-app", App.Id, logs: false);
        RegisterOutputs();
    }

    public string AppName { get; }

    public ContainerApp App { get; }

    /// <summary>Known before the app is there.</summary>
    public static Output<string> Url(StackSettings settings, ContainerPlatform platform) =>
        Output.Format($"https://{NameOf(settings)}.{platform.Environment.DefaultDomain}");

    /// <summary>Where revisions split, the deployment's, by which the functions find it.</summary>
    public static string NameOf(StackSettings settings) => settings.ServedDeployment ?? "gateway";

    private static List<(string Name, Input<string> Value)> Variables(StackContext context, DataStorage storage, Output<string> clientId)
    {
        List<(string, Input<string>)> variables =
        [
            ("AzureWebJobsStorage__accountName", storage.Account.Name),
            ("AZURE_CLIENT_ID", clientId),
            ("ASPNETCORE_URLS", $"http://+:{Port}"),
            ("Gateway__Access", "keys"),
            // Container Apps takes an ending replica out of the traffic while it still answers.
            ("Gateway__DrainDelay", $"{DrainSeconds}000"),
        ];
        if (context.Settings.OtlpEndpoint is { } collector)
        {
            variables.Add(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.ToString()));
        }

        return variables;
    }

    private static ContainerAppProbeArgs Probe(Pulumi.AzureNative.App.Type type, string path, int seconds, int failures) =>
        new()
        {
            Type = type,
            HttpGet = new ContainerAppProbeHttpGetArgs
            {
                Path = path,
                Port = Port,
                Scheme = Scheme.HTTP,
            },
            PeriodSeconds = seconds,
            FailureThreshold = failures,
            TimeoutSeconds = 2,
        };
}
