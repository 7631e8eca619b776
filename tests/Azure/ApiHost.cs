using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions;
using ServerlessML.Functions.Api;
using ServerlessML.LocalHost.Hosting;
using ServerlessML.LocalHost.Hosting.Http;
using ServerlessML.LocalHost.Runtime;
using ServerlessML.Tests.Support;
using ServerlessML.Workflows;

namespace ServerlessML.Tests.Azure;

/// <summary>The functions host with the real routes, over settings of the test's; runs that start end at once.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly WebApplication _app;

    private ApiHost(StorageRoom room, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var hostJson = _data["host.json"];
        File.WriteAllText(hostJson, """{"extensions":{"http":{"routePrefix":"api"}}}""");
        var options = new LocalHostOptions
        {
            DataDirectory = _data["data"],
            StorageConnection = room.Azurite.ConnectionString,
            ApiPort = 0,
        };
        _app = FunctionsHost.Build(
            options,
            [typeof(DeploymentRoutes), typeof(AuditRoutes), typeof(PipelineRoutes), typeof(HistoryRoutes), typeof(EndedAtOnce)],
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(settings);
                builder.Services.AddServerlessMl(builder.Configuration);
                builder.Logging.ClearProviders();
            },
            hostJson
        );
        Tokens = RoleTokens.LoadOrCreate(options.DataDirectory);
    }

    public IServiceProvider Services => _app.Services;

    public DurableTaskClient Durable => Services.GetRequiredService<DurableRuntime>().Client;

    private RoleTokens Tokens { get; }

    public static async Task<ApiHost> StartAsync(StorageRoom room, params (string Name, string Value)[] settings)
    {
        var host = new ApiHost(room, settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        await host._app.StartAsync();
        return host;
    }

    /// <param name="role">Whose token is sent; null for none.</param>
    public HttpClient Client(string? role)
    {
        var client = new HttpClient { BaseAddress = new Uri($"{_app.Urls.Single()}/api/") };
        if (role is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", Tokens[role]);
        }

        return client;
    }

    /// <summary>The runs of a pipeline.</summary>
    public async Task<IReadOnlyList<OrchestrationMetadata>> RunsAsync(string pipeline)
    {
        List<OrchestrationMetadata> runs = [];
        await foreach (
            var run in Durable.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: $"{pipeline}-", FetchInputsAndOutputs: true))
        )
        {
            runs.Add(run);
        }

        return runs;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Dispose();
    }

    private static class EndedAtOnce
    {
        [Function(nameof(ModelLifecycle))]
        public static Task<string> RunModelLifecycle([OrchestrationTrigger] TaskOrchestrationContext context) =>
            Task.FromResult(context.InstanceId);
    }
}
