using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.Bench.Serving;

/// <summary>The gateway as a process of its own, with a cache directory of its own.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;
    private readonly Emulator _storage;

    private GatewayProcess(ChildProcess process, Emulator storage, int port)
    {
        (_process, _storage, Port) = (process, storage, port);
        Client = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
    }

    public int Port { get; }

    public HttpClient Client { get; }

    public ProcessFigures Figures => ProcessFigures.Of(_process.Id);

    /// <summary>The program that is deployed.</summary>
    public static Task<GatewayProcess> StartAsync(BenchFolder folder, Emulator storage)
    {
        var program = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "Serving", "release", "ServerlessML.Serving.dll")
        );
        return File.Exists(program)
            ? StartAsync(folder, storage, [program])
            : throw new BenchSetupException($"the gateway is not built: {program}");
    }

    /// <summary>The same parts in a process of the bench, which also tells what it has allocated.</summary>
    public static Task<GatewayProcess> StartCountedAsync(BenchFolder folder, Emulator storage) =>
        StartAsync(folder, storage, [typeof(GatewayProcess).Assembly.Location, "gateway"]);

    /// <summary>Writes the plan and waits until it is served.</summary>
    public async Task ServeAsync(Plan plan)
    {
        await _storage.WritePlanAsync(plan.Deployment, plan.Document());
        using CancellationTokenSource late = new(Patience);
        while ((await StateAsync(plan.Deployment))?["revision"]?.GetValue<int>() != plan.Revision)
        {
            await Task.Delay(20, late.Token);
        }
    }

    /// <summary>Null while the deployment is not known.</summary>
    public async Task<JsonNode?> StateAsync(string deployment)
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri($"/v1/{deployment}", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadFromJsonAsync<JsonNode>() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    private static async Task<GatewayProcess> StartAsync(BenchFolder folder, Emulator storage, string[] program)
    {
        var port = EphemeralPort.Next();
        var process = ChildProcess.Start(
            "dotnet",
            [
                .. program,
                $"--Gateway:Port={port}",
                $"--AzureWebJobsStorage={storage.Connection}",
                $"--Gateway:CacheDirectory={Path.Combine(folder.Data, $"gateway-{port}")}",
            ],
            null,
            new Dictionary<string, string>()
        );
        process.Ignore();
        GatewayProcess gateway = new(process, storage, port);
        try
        {
            using CancellationTokenSource late = new(Patience);
            while (!await LivesAsync(gateway.Client))
            {
                await Task.Delay(50, late.Token);
            }
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }

        return gateway;
    }

    private static async Task<bool> LivesAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/live", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
