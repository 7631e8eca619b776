using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessML.LocalHost.Hosting.Durable;
using ServerlessML.LocalHost.Hosting.Http;
using ServerlessML.LocalHost.Hosting.State;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>
/// Runs the functions of an assembly on this machine: their HTTP routes on 127.0.0.1, their triggers, their orchestrations.
/// </summary>
public static class FunctionsHost
{
    public const string HealthPath = "/health";

    /// <param name="compose">What the functions' own program adds to its builder.</param>
    /// <param name="hostJson">Path of host.json; the one beside the program by default.</param>
    public static WebApplication Build(
        LocalHostOptions options,
        Assembly functions,
        Action<IHostApplicationBuilder> compose,
        string? hostJson = null
    ) => Build(options, functions.GetTypes(), compose, hostJson);

    public static WebApplication Build(
        LocalHostOptions options,
        IEnumerable<Type> functions,
        Action<IHostApplicationBuilder> compose,
        string? hostJson = null
    )
    {
        options = options.Validated();
        var tokens = RoleTokens.LoadOrCreate(options.DataDirectory);
        var settings = HostSettings.Read(hostJson ?? Path.Combine(AppContext.BaseDirectory, "host.json"));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("AzureWebJobsStorage", options.StorageConnection)]);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        builder
            .Logging.AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Azure", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            kestrel.Listen(System.Net.IPAddress.Loopback, options.ApiPort);
        });
        // Loopback alone does not keep out a web page that resolves its own name to 127.0.0.1.
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["127.0.0.1", "localhost"]);
        AddWorker(builder.Services);
        compose(builder);

        var index = FunctionIndex.Of(functions, builder.Configuration);
        AddHost(builder.Services, options, settings, index);
        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseHostFiltering();
        app.UseRouting();
        app.UseMiddleware<RoleTokenMiddleware>(tokens, new People(options.DataDirectory));
        app.MapGet(HealthPath, () => Results.Ok(new { status = "ready" })).WithMetadata(new AllowAnonymousAttribute());
        HttpTriggers.Map(app, index, app.Services.GetRequiredService<FunctionInvoker>(), settings, options);
        return app;
    }

    // The worker's serializer and options as they are in Azure, without its service, which would look for the Functions host.
    private static void AddWorker(IServiceCollection services)
    {
        services.AddFunctionsWorkerDefaults();
        foreach (var service in services.Where(IsOfWorker).ToList())
        {
            services.Remove(service);
        }

        static bool IsOfWorker(ServiceDescriptor service) =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(WorkerOptions).Assembly;
    }

    private static void AddHost(IServiceCollection services, LocalHostOptions options, HostSettings settings, FunctionIndex index)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(settings);
        services.AddSingleton(index);
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<TriggerStorage>();
        services.AddSingleton(_ => new HostState(Path.Combine(options.DataDirectory, "host.db")));
        services.AddSingleton(provider =>
            DurableRuntime.Open(
                new DurableRuntimeOptions
                {
                    DatabasePath = Path.Combine(options.DataDirectory, "durable.db"),
                    MaxDatabaseBytes = options.MaxDatabaseBytes,
                    Retention = options.Retention,
                    MaxConcurrentActivities = settings.MaxConcurrentActivities,
                    DataConverter = new WorkerDataConverter(provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer!),
                },
                DurableTasks.Registry(index, provider.GetRequiredService<FunctionInvoker>),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>()
            )
        );
        services.AddSingleton<TriggerService>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownGrace);
        services.AddHostedService<DurableService>();
        services.AddHostedService(provider => provider.GetRequiredService<TriggerService>());
    }
}
