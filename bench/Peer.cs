using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ServerlessML.Bench;

/// <summary>Restate, from its npm packages, on ports of its own and with the durability it has by default (its log is synced).</summary>
internal sealed class Peer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ChildProcess _service;
    private readonly ChildProcess _server;

    private Peer(ChildProcess service, ChildProcess server)
    {
        _service = service;
        _server = server;
    }

    public static Uri Address { get; } = new("http://127.0.0.1:18080/bench/");

    /// <summary>The version of the peer's server package.</summary>
    public static string Version(BenchFolder folder)
    {
        using var package = File.OpenRead(Path.Combine(folder.Peer, "node_modules", "@restatedev", "restate-server", "package.json"));
        using var json = JsonDocument.Parse(package);
        return json.RootElement.GetProperty("version").GetString() ?? "?";
    }

    public static async Task<Peer> StartAsync(BenchFolder folder, HttpClient http)
    {
        var data = Path.Combine(folder.Data, "peer");
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var program = Path.Combine(
            folder.Peer,
            "node_modules",
            "@restatedev",
            $"restate-server-linux-{architecture}",
            "bin",
            "restate-server"
        );
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"the peer's server is not installed ({Path.GetFileName(program)})");
        }

        var service = ChildProcess.Start("node", ["service.mjs", "19080"], folder.Peer, new Dictionary<string, string>());
        var server = ChildProcess.Start(
            program,
            ["--no-logo"],
            folder.Peer,
            new Dictionary<string, string>
            {
                ["RESTATE_BASE_DIR"] = data,
                ["RESTATE_INGRESS__BIND_ADDRESS"] = "127.0.0.1:18080",
                ["RESTATE_ADMIN__BIND_ADDRESS"] = "127.0.0.1:19070",
                ["RESTATE_BIND_ADDRESS"] = "127.0.0.1:15122",
                ["DO_NOT_TRACK"] = "1",
            }
        );
        Peer peer = new(service, server);
        try
        {
            await service.LineAsync("ready", Patience);
            service.Ignore();
            server.Ignore();
            await RegisterAsync(http);
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }

        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _service.DisposeAsync();
    }

    private static async Task<bool> TryAsync(Func<Task<HttpResponseMessage>> request)
    {
        try
        {
            using var answer = await request();
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task RegisterAsync(HttpClient http)
    {
        using CancellationTokenSource late = new(Patience);
        Uri deployments = new("http://127.0.0.1:19070/deployments");
        while (!await TryAsync(() => http.PostAsJsonAsync(deployments, new { uri = "http://127.0.0.1:19080" }, late.Token)))
        {
            await Task.Delay(200, late.Token);
        }

        while (!await TryAsync(() => http.PostAsJsonAsync(new Uri(Address, "sequence"), 1, late.Token)))
        {
            await Task.Delay(200, late.Token);
        }
    }
}
