using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessML.Tests.Support;

/// <summary>A real HTTP server on a free port that notes what it is told, and answers as a test says.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Call> _calls = new();

    private WebhookReceiver(Func<int, HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async http =>
        {
            var body = await BinaryData.FromStreamAsync(http.Request.Body);
            _calls.Enqueue(
                new(
                    http.Request.Path,
                    http.Request.Headers.ToDictionary(
                        header => header.Key,
                        header => header.Value.ToString(),
                        StringComparer.OrdinalIgnoreCase
                    ),
                    body.ToArray()
                )
            );
            await answer(_calls.Count, http);
        });
    }

    public IReadOnlyList<Call> Calls => [.. _calls];

    public string Address => _app.Urls.Single();

    /// <param name="answer">Gets the number of the call, from 1.</param>
    public static async Task<WebhookReceiver> StartAsync(Func<int, HttpContext, Task> answer)
    {
        var receiver = new WebhookReceiver(answer);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Answers with these one after the other, then with 200.</summary>
    public static Task<WebhookReceiver> StartAsync(params int[] statuses) =>
        StartAsync(
            (call, http) =>
            {
                http.Response.StatusCode = call <= statuses.Length ? statuses[call - 1] : 200;
                return Task.CompletedTask;
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    /// <summary>What was posted.</summary>
    public sealed record Call(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
