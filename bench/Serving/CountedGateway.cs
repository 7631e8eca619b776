using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServerlessML.Serving;

namespace ServerlessML.Bench.Serving;

/// <summary>The gateway with one route more: how many bytes its process has allocated since it began.</summary>
internal static class CountedGateway
{
    public const string Route = "/bench/allocated";

    public static async Task<int> RunAsync(string[] settings)
    {
        await using var app = Gateway.Build(settings);
        app.MapGet(Route, (HttpContext context) => context.Response.WriteAsync($"{GC.GetTotalAllocatedBytes(precise: true)}"));
        await app.RunAsync();
        return 0;
    }
}
