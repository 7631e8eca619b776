using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessML.ArmTypes;
using ServerlessML.Functions.Arm;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>
/// Answers as Azure Resource Manager's public specification says, over real HTTPS on loopback. A request that the specification does not
/// have, a body that is not as it says, and an answer of our own that is not, are violations, of which a test has none at its end.
/// </summary>
internal sealed class ArmServer : IAsyncDisposable
{
    private static readonly X509Certificate2 Certificate = SelfSigned();

    private readonly Specification _specification;
    private readonly Func<ArmRequest, ArmReply?> _world;
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly ConcurrentQueue<ArmRequest> _requests = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly List<ArmFault> _faults = [];

    private ArmServer(Specification specification, Func<ArmRequest, ArmReply?> world)
    {
        (_specification, _world) = (specification, world);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Certificate)));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                SslOptions =
                {
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == Certificate.GetCertHashString(),
                },
            }
        );
    }

    public SkippingTime Time { get; } = new();

    public IReadOnlyList<ArmRequest> Requests => [.. _requests];

    public string Address => _app.Urls.Single();

    public static async Task<ArmServer> StartAsync(Specification specification, Func<ArmRequest, ArmReply?> world)
    {
        var server = new ArmServer(specification, world);
        await server._app.StartAsync();
        return server;
    }

    public ResourceManager Client() =>
        new(
            new()
            {
                Subscription = "3f1c0d3e-0000-0000-0000-000000000001",
                ResourceGroup = "ml-dev",
                Management = new Uri(Address),
            },
            new FixedToken(),
            Time,
            new HttpClientTransport(_client)
        );

    public int Count(string operation) => Requests.Count(request => request.Operation == operation);

    public void Fail(ArmFault fault) => _faults.Add(fault);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Assert.Empty(_violations);
        Assert.Empty(_faults);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        var operation = _specification.Find(http.Request.Method, path);
        var body = await BinaryData.FromStreamAsync(http.Request.Body);
        var request = new ArmRequest(
            http.Request.Method,
            path,
            http.Request.QueryString.Value ?? "",
            http.Request.Headers.IfMatch.FirstOrDefault(),
            body.ToMemory().Length == 0 ? null : JsonNode.Parse(body),
            operation?.Id
        );
        _requests.Enqueue(request);
        if (http.Request.Headers.Authorization != $"Bearer {FixedToken.Text}")
        {
            await WriteAsync(http, ArmReply.Error(401, "InvalidAuthenticationToken", "The access token is missing."));
            return;
        }

        CheckRequest(http, request, operation);
        var fault = _faults.FirstOrDefault(fault => fault.Operation == operation?.Id);
        _faults.Remove(fault!);
        var reply = fault is { Acts: false }
            ? null
            : _world(request) ?? ArmReply.Error(404, "ResourceNotFound", $"{request.Name} was not found.");
        if (fault is not null)
        {
            reply = fault.Reply;
        }

        if (reply is null)
        {
            http.Abort();
            return;
        }

        CheckReply(request, operation, reply);
        await WriteAsync(http, reply);
    }

    private void CheckRequest(HttpContext http, ArmRequest request, SpecifiedOperation? operation)
    {
        if (operation is null)
        {
            // What a link of an answer led to.
            if (!request.Path.Contains("/operations/", StringComparison.Ordinal))
            {
                _violations.Enqueue($"{request.Method} {request.Path} is not specified");
            }

            return;
        }

        if (http.Request.Query["api-version"] != _specification.ApiVersion)
        {
            _violations.Enqueue($"{operation.Id} was asked with {request.Query}");
        }

        foreach (var name in operation.Query.Count == 0 ? [] : http.Request.Query.Keys.Except([.. operation.Query, "api-version"]))
        {
            _violations.Enqueue($"{operation.Id} has no '{name}'");
        }

        var problems =
            operation.Body is { } type && request.Body is not null
                ? _specification.Check(type, request.Body, operation.Method == "PATCH" ? BodyPurpose.Patch : BodyPurpose.Put)
            : request.Body is null ? []
            : [$"{operation.Id} takes no body"];
        foreach (var problem in problems)
        {
            _violations.Enqueue($"{operation.Id}: {problem}");
        }

        if (operation.Method == "PUT" && !operation.Name.IsMatch(request.Name))
        {
            _violations.Enqueue($"{operation.Id}: '{request.Name}' is no name");
        }
    }

    private void CheckReply(ArmRequest request, SpecifiedOperation? operation, ArmReply reply)
    {
        if (operation is null || reply.Status >= 400)
        {
            return;
        }

        if (!operation.Responses.TryGetValue(reply.Status, out var type))
        {
            _violations.Enqueue($"{operation.Id} does not answer {reply.Status}");
        }
        else if (type is not null && reply.Body is not null)
        {
            foreach (var problem in _specification.Check(type, reply.Body, BodyPurpose.Answer))
            {
                _violations.Enqueue($"the answer to {request.Method} {request.Name}: {problem}");
            }
        }
    }

    private static async Task WriteAsync(HttpContext http, ArmReply reply)
    {
        http.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
        {
            http.Response.Headers[name] = value;
        }

        if (reply.Body is not null)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(reply.Body.ToJsonString());
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
    }
}
