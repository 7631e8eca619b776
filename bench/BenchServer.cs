using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServerlessML.Bench;

/// <summary>
/// Our side of the comparison, as a process of its own: a request starts an orchestration and is answered when it has completed.
/// </summary>
internal static class BenchServer
{
    public static async Task<int> RunAsync(string database, string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await using var host = await BenchHost.StartAsync(new() { DatabasePath = database });
        await using var app = builder.Build();
        Map(app, host, "/bench/sequence", "Sequence");
        Map(app, host, "/bench/fan", "Fan");
        await app.StartAsync();
        Console.WriteLine("ready");
        await ((IHost)app).WaitForShutdownAsync();
        return 0;
    }

    private static void Map(WebApplication app, BenchHost host, string path, string orchestrator) =>
        app.MapPost(path, async (HttpContext http) =>
        {
            var input = await http.Request.ReadFromJsonAsync<int>();
            await host.RunAsync(orchestrator, input);
            return Results.Ok(input);
        });
}
