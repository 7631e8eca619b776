using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Functions.Training.Backends;
using ServerlessML.Storage;

namespace ServerlessML.Functions;

/// <summary>What the functions are made of.</summary>
public static class Composition
{
    public static IServiceCollection AddServerlessMl(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(FunctionsOptions.From(configuration));
        services.AddSingleton(new Identity.Callers(Identity.IdentityOptions.Read(configuration)));
        services.AddSingleton(StorageClients.From(name => configuration[name]));
        services.AddSingleton(provider => provider.GetRequiredService<StorageClients>().Content);
        services.AddSingleton(provider => provider.GetRequiredService<StorageClients>().Checkpoints);
        services.AddSingleton(provider => provider.GetRequiredService<StorageClients>().Documents);
        services.AddSingleton<RunManifests>();
        services.AddSingleton<PipelineStore>();
        services.AddSingleton<SplitStore>();
        services.AddSingleton<ModelRegistry>();
        services.AddSingleton<BatchStore>();
        services.AddSingleton<WindowMaker>();
        services.AddSingleton<TrafficPlans>();
        services.AddSingleton<GatewayKeyStore>();
        services.AddSingleton<LandingZone>();
        services.AddSingleton<Training.Search.SearchReports>();
        services.AddSingleton<RunStarter>();
        services.AddSingleton<MisplacedMarker>();
        services.AddSingleton<Intake.Events.LandingEventHandler>();
        services.AddSingleton(Audit.AuditSeal.From(configuration)).AddSingleton<Audit.AuditLog>();
        services.AddSingleton<Pipelines.DefinitionChange>();
        services.AddSingleton<Approval.DecisionSubmission>();
        services.AddSingleton<SchemaStore>().AddSingleton<Validation.SchemaAcceptance>();
        services.AddSingleton<Validation.BatchKeeper>().AddSingleton<Validation.OverrideSubmission>();
        services.AddSingleton<Approval.Notices.NoticeSigner>();
        var allowPrivate = Setting.OneOf(configuration, Approval.Notices.NoticeClient.PrivateSetting, "refuse", "allow") == "allow";
        // Not logged: the addresses may hold secrets of their receivers'.
        services
            .AddHttpClient<Approval.Notices.NoticeClient>(client => client.Timeout = Approval.Notices.NoticeClient.Patience)
            .ConfigurePrimaryHttpMessageHandler(() => Approval.Notices.NoticeClient.Handler(allowPrivate))
            .RemoveAllLoggers();
        services.AddTrainingBackend(configuration);
        services.AddTrafficRouter(configuration);
        services
            .AddSingleton<Rollout.OutcomeFiles>()
            .AddSingleton<Rollout.OutcomeLedger>()
            .AddSingleton<Rollout.CovariateStore>()
            .AddSingleton<Rollout.OutcomeReader>()
            .AddSingleton<Rollout.LookReader>()
            .AddSingleton<Rollout.OutcomeRetention>();
        services
            .AddSingleton<Rollout.Release>()
            .AddSingleton<Rollout.RolloutOrders>()
            .AddSingleton<CommandStore>()
            .AddSingleton<Api.Commands.IdempotentCalls>();
        services.AddSingleton<Cancellation.Cancellations>();
        services.AddSingleton<Api.RunViews>().AddSingleton<Api.RunList>();
        return services;
    }
}
