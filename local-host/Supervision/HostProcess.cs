using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.Contracts;
using ServerlessML.Functions;
using ServerlessML.Functions.Audit;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>Runs the functions until it is told to stop.</summary>
public static class HostProcess
{
    public static async Task<int> RunAsync(UpOptions command)
    {
        var options = new LocalHostOptions
        {
            DataDirectory = command.DataDirectory,
            StorageConnection = Environment.GetEnvironmentVariable("AzureWebJobsStorage") ?? "",
            ApiPort = command.ApiPort,
            Retention = command.Keep.Ages,
            BlobEvents = [new(StorageLayout.Landing, StorageLayout.LandingEvents, NameEndsWith: $"/{StorageLayout.CompleteMarker}")],
            // The page holds no data; the routes it asks need a token.
            AnonymousRoutes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "page" },
        };
        await using var app = FunctionsHost.Build(options, typeof(Composition).Assembly, builder =>
        {
            // Where people open it from elsewhere, by a tunnel or a proxy, only they know: their setting holds.
            builder.Configuration[FunctionsOptions.PublicUrlSetting] ??= $"http://127.0.0.1:{command.ApiPort}";
            builder.Services.AddServerlessMl(builder.Configuration);
            builder.Services.AddSingleton(new People(command.DataDirectory)).AddSingleton<TokenLog>().AddHostedService<PeopleWatch>();
        });
        app.MapGet("/", () => Results.Redirect("/api/page")).AllowAnonymous();
        await app.Services.GetRequiredService<Storage.StorageClients>().CreateLayoutAsync();
        await app.RunAsync();
        return Environment.ExitCode;
    }
}
