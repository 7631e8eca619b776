using Microsoft.AspNetCore.Server.Kestrel.Core;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving;

/// <summary>The gateway's parts, put together.</summary>
public static class Gateway
{
    /// <exception cref="InvalidOperationException">A setting is missing or cannot be used; the message names it.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var options = GatewayOptions.From(builder.Configuration);
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        if (options.Http2Urls is { } http2)
        {
            builder.Configuration.AddInMemoryCollection([.. Endpoints("Http1", options.Urls), .. Endpoints("Http2", http2)]);
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Configure(builder.Configuration.GetSection("Kestrel")));
        }

        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Were it on, even for errors alone, every request would make an activity and a logging scope; Kestrel logs unhandled exceptions
        // too.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder
            .Services.AddProblemDetails()
            .AddSingleton(options)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(StorageClients.From(name => builder.Configuration[name]))
            .AddSingleton<KeyRing>()
            .AddSingleton<KeyWatch>()
            .AddSingleton<KeyAuthorization>()
            .AddSingleton<PlanSource>()
            .AddSingleton<LocalCache>()
            .AddSingleton<LoadedModels>()
            .AddSingleton<PlanLoader>()
            .AddSingleton<DeploymentTable>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = options.StopPatience + options.DrainDelay)
            .AddSingleton(options.Replica)
            .AddSingleton<RowCopies>()
            .AddSingleton<CaptureQueue>()
            .AddSingleton<ShadowQueue>()
            .AddSingleton<FeedbackQueue>()
            .AddSingleton<FeedbackEndpoint>()
            .AddSingleton<GatewayTelemetry>()
            .AddSingleton<GatewayMetrics>()
            .AddSingleton<Readiness>()
            .AddSingleton<PlanWatcher>()
            .AddSingleton(new ConcurrencyGate(options.MaxConcurrentRequests))
            .AddSingleton<ArrivingBodies>()
            .AddSingleton<Router>()
            .AddSingleton<PostResponseWork>()
            .AddSingleton<Predictor>()
            .AddSingleton<ExchangeHandler>()
            .AddSingleton<PredictionDispatcher>()
            .AddSingleton<InferEndpoints>()
            .AddHostedService(services => services.GetRequiredService<KeyWatch>())
            .AddHostedService(services => services.GetRequiredService<Readiness>())
            .AddHostedService<OtlpExport>()
            .AddHostedService<CountsKeeper>()
            .AddHostedService<CaptureUploader>()
            .AddHostedService<FeedbackUploader>()
            .AddHostedService<ShadowScorer>()
            .AddHostedService(services => services.GetRequiredService<PlanWatcher>());

        var app = builder.Build();
        if (options.IsLocal)
        {
            app.Use(new LoopbackCallers(options).Before);
        }

        app.Use(app.Services.GetRequiredService<PredictionDispatcher>().Before);
        // Said here, it comes after the dispatcher of predictions rather than before it.
        app.UseRouting();
        app.Use(app.Services.GetRequiredService<KeyAuthorization>().Before);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        var (everybody, observers) = (new RequiredPermission(null), new RequiredPermission(GatewayRight.Observe));
        app.MapGet("/live", StateEndpoints.Live).WithMetadata(everybody);
        app.MapGet("/ready", StateEndpoints.Ready).WithMetadata(everybody);
        app.MapGet("/v1/{deployment}", (HttpContext context, string deployment, DeploymentTable table) =>
                StateEndpoints.DeploymentAsync(context, deployment, table)
            )
            .WithMetadata(observers);
        app.MapGet(
                "/v1/{deployment}/counts",
                (HttpContext context, string deployment, DeploymentTable table, Replica replica, TimeProvider time) =>
                    StateEndpoints.CountsAsync(context, deployment, table, replica, time)
            )
            .WithMetadata(observers);
        app.MapPost("/v1/{deployment}/plan/refresh", (HttpContext context, string deployment, PlanWatcher watcher, DeploymentTable table) =>
                StateEndpoints.RefreshAsync(context, deployment, watcher, table)
            )
            .WithMetadata(observers);
        app.MapPost("/v1/{deployment}/feedback", (HttpContext context, string deployment, FeedbackEndpoint feedback) =>
                feedback.HandleAsync(context, deployment)
            )
            .WithMetadata(new RequiredPermission(GatewayRight.Feedback));
        app.MapGet("/metrics", StateEndpoints.MetricsAsync).WithMetadata(observers);
        app.Services.GetRequiredService<InferEndpoints>().Map(app);
        return app;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Endpoints(string protocol, string urls) =>
        urls.Split(';')
            .SelectMany(
                (url, number) =>
                    (KeyValuePair<string, string?>[])
                        [
                            new($"Kestrel:Endpoints:{protocol}-{number}:Url", url),
                            new($"Kestrel:Endpoints:{protocol}-{number}:Protocols", protocol),
                        ]
            );

    private static void Limit(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        // The endpoint refuses what is above its own limit; the server's is higher, so that it reads the rest and the client sees the
        // answer.
        kestrel.Limits.MaxRequestBodySize = 16L * options.MaxBodyBytes;
        // Requests hold a place in the gate while their body arrives: one that dribbles gives it back.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
