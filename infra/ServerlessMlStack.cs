using Pulumi.AzureNative.Authorization;
using Pulumi.AzureNative.Resources;
using ServerlessML.Infra.Parts;

namespace ServerlessML.Infra;

/// <summary>The whole system in Azure, part by part.</summary>
public class ServerlessMlStack : Stack
{
    public ServerlessMlStack()
        : this(null) { }

    /// <param name="options">Of the stack: previews watch resources come by them.</param>
    protected ServerlessMlStack(StackOptions? options)
        : base(options)
    {
        var context = Context();
        var settings = context.Settings;

        Identities identities = new(context);
        var network = settings.PrivateNetwork ? new PrivateNetwork(context) : null;
        Observation observation = new(context);
        DataStorage storage = new(context, network);
        observation.Watch(storage, "blobs", Output.Format($"{storage.Account.Id}/blobServices/default"), metrics: "Transaction");
        observation.Watch(storage, "queues", Output.Format($"{storage.Account.Id}/queueServices/default"), metrics: "Transaction");
        Secrets secrets = new(context, identities, network);
        observation.Watch(secrets, "vault", secrets.Vault.Id);
        var durable = settings.DurableBackend == DurableBackendKind.Scheduler ? new DurableBackend(context) : null;
        if (durable is not null)
        {
            observation.Watch(durable, "scheduler", durable.Scheduler.Id, metrics: "Basic");
        }

        Images images = new(context);
        observation.Watch(images, "registry", images.Registry.Id);
        ContainerPlatform platform = new(context, network, observation);
        ServingGateway gateway = new(context, identities, storage, images, platform, observation);
        TrainingRunner training = new(context, identities, storage, images, platform);
        ApprovalPage page = new(context);
        FunctionApp functions = new(
            context,
            identities,
            storage,
            durable,
            observation,
            secrets,
            network,
            new(context, identities, storage, durable, observation, secrets, page.Url)
        );
        _ = new LandingEvents(context, identities, storage, observation);
        Alerts alerts = new(context, observation, gateway.App);
        _ = new Dashboard(context, observation, gateway.AppName);
        if (settings.MonthlyBudget > 0)
        {
            _ = new Spending(context, alerts.People);
        }

        if (settings.AzureMl)
        {
            _ = new MachineLearning(context, identities, storage, images, secrets, observation);
        }

        ResourceGroupName = context.Group.Name;
        ApiUrl = Output.Format($"https://{functions.App.DefaultHostName}/api");
        GatewayUrl = ServingGateway.Url(settings, platform);
        PageUrl = page.Url;
        LandingUrl = Output.Format($"{storage.BlobEndpoint}{StorageLayout.Landing}");
        Registry = images.Registry.LoginServer;
        FunctionAppName = functions.App.Name;
        DurableBackend = Output.Create(settings.DurableBackend == DurableBackendKind.Scheduler ? "scheduler" : "storage");
        TrainingJobName = training.Job.Name;
        PageName = page.Site.Name;
        KeyVaultName = secrets.Vault.Name;
        DropTheFirstFile = Output.Format(
            $"az storage blob upload-batch --auth-mode login --account-name {storage.Account.Name} -d {StorageLayout.Landing}/PIPELINE/BATCH -s FOLDER && az storage blob upload --auth-mode login --account-name {storage.Account.Name} -c {StorageLayout.Landing} -n PIPELINE/BATCH/{StorageLayout.CompleteMarker} --data ''"
        );
    }

    [Output]
    public Output<string> ResourceGroupName { get; private set; }

    [Output]
    public Output<string> ApiUrl { get; private set; }

    [Output]
    public Output<string> GatewayUrl { get; private set; }

    [Output]
    public Output<string> PageUrl { get; private set; }

    [Output]
    public Output<string> LandingUrl { get; private set; }

    [Output]
    public Output<string> Registry { get; private set; }

    [Output]
    public Output<string> FunctionAppName { get; private set; }

    /// <summary>Where orchestrations are kept: the functions' package is built for it.</summary>
    [Output]
    public Output<string> DurableBackend { get; private set; }

    [Output]
    public Output<string> TrainingJobName { get; private set; }

    [Output]
    public Output<string> PageName { get; private set; }

    [Output]
    public Output<string> KeyVaultName { get; private set; }

    /// <summary>A command that lands a folder as a batch, and then its marker.</summary>
    [Output]
    public Output<string> DropTheFirstFile { get; private set; }

    private static StackContext Context()
    {
        // Azure has deployments and settings of its own, of the same names.
        var deployment = Pulumi.Deployment.Instance;
        Pulumi.Config config = new("serverlessml");
        var settings = StackSettings.From(config.Get, deployment.IsDryRun);
        AzureNames names = new(deployment.OrganizationName, deployment.ProjectName, deployment.StackName);
        Dictionary<string, string> tags = new()
        {
            ["project"] = Short(deployment.ProjectName),
            ["stack"] = Short(deployment.StackName),
            ["managed-by"] = "pulumi",
        };
        var client = GetClientConfig.Invoke();
        ResourceGroup group = new(
            "group",
            new()
            {
                ResourceGroupName = names.ResourceGroup,
                Location = settings.Location,
                Tags = tags,
            }
        );
        return new(settings, names, group, client.Apply(me => me.SubscriptionId), client.Apply(me => me.TenantId), tags);
    }

    // Values of tags have at most 256 characters.
    private static string Short(string text) => text.Length <= 256 ? text : text[..256];
}
