using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessML.Tests.Lifecycle.Harness;

/// <summary>
/// The functions' way to storage, on which something can be made to happen just before a certain request: a race, won every time.
/// </summary>
internal sealed class WatchedTransport : HttpPipelineTransport
{
    private readonly HttpClientTransport _inner = HttpClientTransport.Shared;
    private readonly ConcurrentDictionary<string, Func<Task>> _once = new();

    /// <param name="request">Method and end of the path, such as <c>HEAD /cas/0a…</c>; the first such request waits for the event.</param>
    /// <param name="happens">What somebody else does meanwhile.</param>
    public void Before(string request, Func<Task> happens) => _once[request] = happens;

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => _inner.Process(message);

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var request = $"{message.Request.Method} {message.Request.Uri.ToUri().AbsolutePath}";
        if (_once.Keys.FirstOrDefault(expected => Is(request, expected)) is { } met && _once.TryRemove(met, out var happens))
        {
            await happens();
        }

        await _inner.ProcessAsync(message);
    }

    private static bool Is(string request, string expected) =>
        expected.Split(' ') is [var method, var path]
        && request.StartsWith(method, StringComparison.Ordinal)
        && request.EndsWith(path, StringComparison.Ordinal);
}
