using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServerlessML.Functions;
using ServerlessML.LocalHost.Hosting;

namespace ServerlessML.LocalHost;

/// <summary>Runs the functions until it is told to stop.</summary>
internal static class HostCommand
{
    public static async Task<int> RunAsync(UpOptions command)
    {
        var options = new LocalHostOptions
        {
            DataDirectory = command.DataDirectory,
            StorageConnection = Environment.GetEnvironmentVariable("AzureWebJobsStorage") ?? "",
            ApiPort = command.ApiPort,
        };
        await using var app = FunctionsHost.Build(
            options, typeof(Composition).Assembly, builder => builder.Services.AddServerlessMl(builder.Configuration));
        app.MapGet("/", () => Results.Redirect("/api/page")).AllowAnonymous();
        await app.RunAsync();
        return Environment.ExitCode;
    }
}
