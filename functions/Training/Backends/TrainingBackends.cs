using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessML.Functions.Arm;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>Picks where attempts run, by setting.</summary>
public static class TrainingBackends
{
    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static IServiceCollection AddTrainingBackend(this IServiceCollection services, IConfiguration configuration)
    {
        var options = BackendOptions.From(configuration);
        services.AddSingleton(options);
        services.AddSingleton<QueueBackend>();
        services.AddSingleton<AttemptWatch>();
        services.AddSingleton<AttemptStop>();
        services.AddSingleton(provider => new StartedAttempts(provider.GetRequiredService<DocumentStore>()));
        if (options.Backend == BackendOptions.Queue)
        {
            return services.AddSingleton<ITrainingBackend>(provider => provider.GetRequiredService<QueueBackend>());
        }

        services.AddResourceManager(configuration, $"{Setting.Shown(BackendOptions.BackendSetting)}={options.Backend}");
        return options.Backend == BackendOptions.ContainerApps
            ? services.AddSingleton<ITrainingBackend, ContainerAppsBackend>()
            : services.AddSingleton<ITrainingBackend, AzureMlBackend>();
    }

    /// <summary>Once, however many ask for it.</summary>
    internal static void AddResourceManager(this IServiceCollection services, IConfiguration configuration, string because)
    {
        var options = ArmOptions.From(configuration, because);
        services.TryAddSingleton<TokenCredential>(_ =>
            options.ClientId is { } client
                ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
                : new DefaultAzureCredential()
        );
        services.TryAddSingleton(provider => new ResourceManager(
            options,
            provider.GetRequiredService<TokenCredential>(),
            provider.GetRequiredService<TimeProvider>()
        ));
    }
}
