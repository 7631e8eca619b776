using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServerlessML.Bench.Serving;

/// <summary>Bare Kestrel: whatever is asked, the same answer, as long as a prediction's.</summary>
internal static class ConstantServer
{
    private static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        """{"requestId":"0199f1e2d3c47b5a8f6e0d1c2b3a4958","version":1,"predictions":[{"probability":0.2137}]}"""
    );

    public static async Task<int> RunAsync(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.Run(async context =>
        {
            var response = context.Response;
            if (context.Request.Path == CountedGateway.Route)
            {
                await response.WriteAsync($"{GC.GetTotalAllocatedBytes(precise: true)}");
                return;
            }

            response.ContentType = "application/json";
            response.ContentLength = Answer.Length;
            await response.BodyWriter.WriteAsync(Answer);
        });
        await app.StartAsync();
        Console.WriteLine("ready");
        await ((IHost)app).WaitForShutdownAsync();
        return 0;
    }
}
