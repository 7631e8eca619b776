using Pulumi.AzureNative.Web;
using Pulumi.AzureNative.Web.Inputs;
using SkuDescriptionArgs = Pulumi.AzureNative.Web.Inputs.SkuDescriptionArgs;

namespace ServerlessML.Infra.Parts;

/// <summary>Triggers, HTTP API, orchestrations and activities: a function app on Flex Consumption, without a key anywhere.</summary>
public sealed class FunctionApp : Part
{
    public FunctionApp(
        StackContext context,
        Identities identities,
        DataStorage storage,
        DurableBackend? durable,
        Observation observation,
        Secrets secrets,
        PrivateNetwork? network,
        FunctionSettings settings
    )
        : base(nameof(FunctionApp), "functions-app")
    {
        var production = context.Settings.Production;
        List<Resource> access =
        [
            this.Grant(identities.Functions, BuiltInRole.StorageBlobDataOwner, "storage", storage.Account.Id, context),
            this.Grant(identities.Functions, BuiltInRole.StorageQueueDataContributor, "storage", storage.Account.Id, context),
            this.Grant(identities.Functions, BuiltInRole.KeyVaultSecretsUser, "vault", secrets.Vault.Id, context),
            this.Grant(identities.Functions, BuiltInRole.MonitoringMetricsPublisher, "insights", observation.Insights.Id, context),
            durable is null
                ? this.Grant(identities.Functions, BuiltInRole.StorageTableDataContributor, "storage", storage.Account.Id, context)
                : this.Grant(identities.Functions, BuiltInRole.DurableTaskDataContributor, "scheduler", durable.Scheduler.Id, context),
        ];
        AppServicePlan plan = new(
            "plan",
            new()
            {
                ResourceGroupName = context.GroupName,
                Name = $"plan-{context.Names.Plain}",
                Location = context.Location,
                Kind = "functionapp",
                Reserved = true,
                Sku = new SkuDescriptionArgs { Name = "FC1", Tier = "FlexConsumption" },
                ZoneRedundant = context.Settings.ZoneRedundant,
                Tags = context.Tags,
            },
            Own
        );
        WebAppArgs args = new()
        {
            ResourceGroupName = context.GroupName,
            Name = context.Names.FunctionApp,
            Location = context.Location,
            Kind = "functionapp,linux",
            ServerFarmId = plan.Id,
            HttpsOnly = true,
            // As the version of the framework below.
            IsXenon = null,
            Identity = new ManagedServiceIdentityArgs
            {
                Type = ManagedServiceIdentityType.UserAssigned,
                UserAssignedIdentities = [identities.Functions.Id],
            },
            KeyVaultReferenceIdentity = identities.Functions.Id,
            FunctionAppConfig = new FunctionAppConfigArgs
            {
                Deployment = new FunctionsDeploymentArgs
                {
                    Storage = new FunctionsDeploymentStorageArgs
                    {
                        Type = FunctionsDeploymentStorageType.BlobContainer,
                        Value = Output.Format($"{storage.BlobEndpoint}{storage.Container(DataStorage.PackageContainer).Name}"),
                        Authentication = new FunctionsDeploymentStorageAuthenticationArgs
                        {
                            Type = AuthenticationType.UserAssignedIdentity,
                            UserAssignedIdentityResourceId = identities.Functions.Id,
                        },
                    },
                },
                Runtime = new FunctionsRuntimeArgs { Name = RuntimeName.Dotnet_isolated, Version = "10.0" },
                ScaleAndConcurrency = new FunctionsScaleAndConcurrencyArgs
                {
                    InstanceMemoryMB = 2048,
                    // The least that is taken everywhere; what nobody asks of the functions costs nothing.
                    MaximumInstanceCount = 40,
                    // One that is always there answers people at once and keeps timers on time.
                    AlwaysReady = production ? [new FunctionsAlwaysReadyConfigArgs { Name = "http", InstanceCount = 1 }] : [],
                },
            },
            SiteConfig = new SiteConfigArgs
            {
                AppSettings = [.. settings.Pairs.Select(pair => new NameValuePairArgs { Name = pair.Name, Value = pair.Value })],
                MinTlsVersion = SupportedTlsVersions.SupportedTlsVersions_1_2,
                ScmMinTlsVersion = SupportedTlsVersions.SupportedTlsVersions_1_2,
                // Set by itself otherwise, and refused by Flex Consumption, which has no FTP either.
                NetFrameworkVersion = null,
                Http20Enabled = true,
                Cors = new CorsSettingsArgs { AllowedOrigins = [settings.PageOrigin] },
            },
            Tags = context.Tags,
        };
        if (network is not null)
        {
            args.VirtualNetworkSubnetId = network.Functions.Id;
        }

        App = new("app", args, new() { Parent = this, DependsOn = [.. access.Select(role => (Input<Resource>)role)] });
        Close(context);
        SignIn(context);
        observation.Watch(this, "app", App.Id);
        RegisterOutputs();
    }

    public WebApp App { get; }

    public static string Host(AzureNames names) => $"{names.FunctionApp}.azurewebsites.net";

    // Publishing is by identity: no user name and password for either door.
    private void Close(StackContext context)
    {
        _ = new WebAppFtpAllowed(
            "no-ftp-password",
            new()
            {
                ResourceGroupName = context.GroupName,
                Name = App.Name,
                Allow = false,
            },
            Own
        );
        _ = new WebAppScmAllowed(
            "no-publishing-password",
            new()
            {
                ResourceGroupName = context.GroupName,
                Name = App.Name,
                Allow = false,
            },
            Own
        );
    }

    // Tokens are checked by the platform, which hands identity and app roles on in headers and takes such headers off what others send. Who
    // has no token is refused by the API itself, which tells what is missing.
    private void SignIn(StackContext context) =>
        _ = new WebAppAuthSettingsV2(
            "sign-in",
            new()
            {
                ResourceGroupName = context.GroupName,
                Name = App.Name,
                Platform = new AuthPlatformArgs { Enabled = true, RuntimeVersion = "~1" },
                GlobalValidation = new GlobalValidationArgs
                {
                    RequireAuthentication = false,
                    UnauthenticatedClientAction = UnauthenticatedClientActionV2.AllowAnonymous,
                },
                HttpSettings = new HttpSettingsArgs { RequireHttps = true },
                Login = new LoginArgs { TokenStore = new TokenStoreArgs { Enabled = false } },
                IdentityProviders = new IdentityProvidersArgs
                {
                    AzureActiveDirectory = new AzureActiveDirectoryArgs
                    {
                        Enabled = true,
                        Registration = new AzureActiveDirectoryRegistrationArgs
                        {
                            ClientId = ClientId(context),
                            OpenIdIssuer = Output.Format($"https://login.microsoftonline.com/{context.TenantId}/v2.0"),
                        },
                        Validation = new AzureActiveDirectoryValidationArgs
                        {
                            AllowedAudiences = [ClientId(context), $"api://{ClientId(context)}"],
                        },
                    },
                },
            },
            Own
        );

    private static string ClientId(StackContext context) => context.Settings.ApiClientId ?? StackSettings.NoClientId;
}
