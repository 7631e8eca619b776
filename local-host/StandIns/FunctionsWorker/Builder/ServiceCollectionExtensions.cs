using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static class ServiceCollectionExtensions
{
    /// <summary>The worker's serializer: System.Text.Json under the configured <see cref="JsonSerializerOptions"/>, names in any case.</summary>
    public static IFunctionsWorkerApplicationBuilder AddFunctionsWorkerDefaults(
        this IServiceCollection services, Action<WorkerOptions>? configure = null)
    {
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        services.AddOptions<WorkerOptions>().PostConfigure<IOptions<JsonSerializerOptions>>(
            (worker, json) => worker.Serializer ??= new JsonObjectSerializer(json.Value));
        if (configure is not null)
            services.Configure(configure);

        return new WorkerBuilder(services);
    }

    private sealed record WorkerBuilder(IServiceCollection Services) : IFunctionsWorkerApplicationBuilder;
}
