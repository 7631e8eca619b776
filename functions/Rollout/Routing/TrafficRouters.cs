using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.Functions.Rollout.Counting;
using ServerlessML.Functions.Training.Backends;

namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>Picks what splits the traffic, by setting.</summary>
public static class TrafficRouters
{
    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static IServiceCollection AddTrafficRouter(this IServiceCollection services, IConfiguration configuration)
    {
        var options = TrafficOptions.From(configuration);
        services.AddSingleton(options).AddSingleton<TrafficRules>().AddSingleton<TrafficRouting>();
        services =
            options.Counts == TrafficOptions.Monitor
                ? services.AddSingleton<IArmCounts, EndpointMetrics>()
                : services.AddSingleton<IArmCounts, GatewayCounts>();
        if (options.Target == TrafficOptions.Gateway)
        {
            return services.AddSingleton<ITrafficRouter, GatewayRouter>();
        }

        services.AddResourceManager(configuration, $"{Setting.Shown(TrafficOptions.TargetSetting)}={options.Target}");
        return options.Target == TrafficOptions.ContainerApps
            ? services.AddSingleton<ITrafficRouter, ContainerAppsRouter>()
            : services.AddSingleton<ITrafficRouter, OnlineEndpointRouter>();
    }
}
