using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessML.Tests.Support;
using ServerlessML.Tests.Worker.Protocol;

namespace ServerlessML.Tests.Worker;

/// <summary>The published app as the worker process of a Functions host, with all its functions loaded.</summary>
public sealed class FunctionsWorker : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PublishedApp _app = new();
    private readonly AzuriteFixture _azurite = new();
    private readonly WorkerLink _link = new();
    private readonly List<string> _output = [];
    private WebApplication _host = null!;
    private Process _worker = null!;

    internal IReadOnlyDictionary<string, RpcFunctionMetadata> Functions { get; private set; } =
        new Dictionary<string, RpcFunctionMetadata>();

    internal IReadOnlyDictionary<string, StatusResult> Loaded { get; private set; } = new Dictionary<string, StatusResult>();

    internal WorkerInitResponse Init { get; private set; } = null!;

    internal DurableBackend Durable { get; } = new();

    public PublishedApp App => _app;

    /// <summary>Where the worker takes HTTP itself.</summary>
    public Uri Http => new(Init.Capabilities["HttpUri"]);

    private string Address => _host.Urls.Single();

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_app.InitializeAsync(), _azurite.InitializeAsync(), ListenAsync());
        Start();
        Assert.Equal("worker-1", await WaitAsync(_link.Started));
        Init = (
            await AskAsync(
                new()
                {
                    WorkerInitRequest = new()
                    {
                        HostVersion = "4.1037.0",
                        FunctionAppDirectory = _app.Folder,
                        WorkerDirectory = _app.Folder,
                    },
                }
            )
        ).WorkerInitResponse;
        var metadata = (
            await AskAsync(new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = _app.Folder } })
        ).FunctionMetadataResponse;
        Functions = metadata.FunctionMetadataResults.ToDictionary(function => function.Name);
        Loaded = (await Task.WhenAll(Functions.Values.Select(LoadAsync))).ToDictionary();
    }

    /// <param name="function">By its name.</param>
    /// <param name="inputs">By the name of their binding; the durable client's is added.</param>
    internal Task<InvocationResponse> InvokeAsync(string function, params (string Name, TypedData Data)[] inputs) =>
        InvokeAsync(Guid.NewGuid().ToString(), function, inputs);

    internal Task<InvocationResponse> InvokeAsync(string id, string function, params (string Name, TypedData Data)[] inputs)
    {
        var metadata = Functions[function];
        // What a trigger knows besides its message; of HTTP, the parameters of the route.
        var known = inputs.Select(input => input.Data.Http).OfType<RpcHttp>().SelectMany(http => http.Params);
        var request = new InvocationRequest
        {
            InvocationId = id,
            FunctionId = metadata.FunctionId,
            TraceContext = new() { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
        };
        request.InputData.AddRange(inputs.Select(input => new ParameterBinding { Name = input.Name, Data = input.Data }));
        request.InputData.AddRange(
            metadata
                .Bindings.Where(binding => binding.Value.Type == "durableClient")
                .Select(binding => new ParameterBinding { Name = binding.Key, Data = Client() })
        );
        foreach (var (name, value) in known)
        {
            request.TriggerMetadata[name] = new() { String = value };
        }

        return WaitAsync(_link.InvokeAsync(request));
    }

    public async Task DisposeAsync()
    {
        _worker.Kill(entireProcessTree: true);
        await _worker.WaitForExitAsync();
        _worker.Dispose();
        await _host.DisposeAsync();
        await _azurite.DisposeAsync();
        await _app.DisposeAsync();
    }

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Without TLS there is nothing to agree by: the port speaks HTTP/2 only.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(_link).AddSingleton(Durable);
        _host = builder.Build();
        _host.MapGrpcService<WorkerLink>();
        _host.MapGrpcService<DurableBackend>();
        await _host.StartAsync();
    }

    private void Start()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = _app.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])
                [
                    _app["ServerlessML.Functions.dll"],
                    "--functions-uri",
                    Address,
                    "--functions-worker-id",
                    "worker-1",
                    "--functions-request-id",
                    "start-1",
                    "--functions-grpc-max-message-length",
                    "2147483647",
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        foreach (
            var (name, value) in new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = _azurite.ConnectionString,
                ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
                ["FUNCTIONS_APPLICATION_DIRECTORY"] = _app.Folder,
                ["WEBSITE_SITE_NAME"] = "ml-api",
                ["Identity__From"] = "platform",
            }
        )
        {
            start.Environment[name] = value;
        }

        _worker = Process.Start(start)!;
        _worker.OutputDataReceived += Keep;
        _worker.ErrorDataReceived += Keep;
        _worker.BeginOutputReadLine();
        _worker.BeginErrorReadLine();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.Add(line.Data ?? "");
        }
    }

    private async Task<KeyValuePair<string, StatusResult>> LoadAsync(RpcFunctionMetadata function)
    {
        // The host tells the worker what it has made of the bindings' JSON.
        foreach (var raw in function.RawBindings.Select(raw => JsonNode.Parse(raw)!))
        {
            function.Bindings[(string)raw["name"]!] = new()
            {
                Type = (string)raw["type"]!,
                Direction = Enum.Parse<BindingInfo.Types.Direction>((string)raw["direction"]!, ignoreCase: true),
            };
        }

        function.Directory = _app.Folder;
        var loaded = await AskAsync(
            new()
            {
                FunctionLoadRequest = new() { FunctionId = function.FunctionId, Metadata = function },
            }
        );
        return new(function.Name, loaded.FunctionLoadResponse.Result);
    }

    private TypedData Client() =>
        new()
        {
            String = JsonSerializer.Serialize(
                new
                {
                    taskHubName = "ServerlessML",
                    connectionName = "Storage",
                    requiredQueryStringParameters = "code=x",
                    rpcBaseUrl = Address,
                    httpBaseUrl = Address,
                }
            ),
        };

    private Task<StreamingMessage> AskAsync(StreamingMessage message) => WaitAsync(_link.AskAsync(message));

    private async Task<T> WaitAsync<T>(Task<T> answer)
    {
        try
        {
            return await answer.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            lock (_output)
            {
                throw new TimeoutException(
                    $"The worker {(_worker.HasExited ? $"has ended with {_worker.ExitCode}" : "does not answer")}: "
                        + $"{string.Join('\n', _output)}\n{_link.Logs}",
                    e
                );
            }
        }
    }
}
