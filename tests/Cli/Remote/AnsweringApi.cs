using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Cli.Remote;

/// <summary>Answers requests from a table, and keeps what was asked.</summary>
internal sealed class AnsweringApi : HttpMessageHandler
{
    private readonly Dictionary<string, Queue<(HttpStatusCode Status, string Body)>> _answers = [];

    /// <summary>Method, path and query, body, and bearer of each request.</summary>
    public List<(string Request, string Body, string? Bearer)> Asked { get; } = [];

    /// <param name="request">Such as <c>GET /api/runs?top=20</c>. The last answer of one request stays.</param>
    public AnsweringApi With(string request, string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        _answers.TryAdd(request, []);
        _answers[request].Enqueue((status, body));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Asked.Add((asked, body, request.Headers.Authorization?.Parameter));
        var (status, text) =
            !_answers.TryGetValue(asked, out var answers)
                ? (HttpStatusCode.NotFound, new JsonObject { ["detail"] = $"There is no {asked}." }.ToJsonString())
            : answers.Count > 1 ? answers.Dequeue()
            : answers.Peek();
        return new(status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
    }
}
