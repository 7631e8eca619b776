using System.Globalization;
using System.Security.Cryptography;
using ServerlessML.Functions.Audit;
using ServerlessML.LocalHost.Hosting;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>The whole system on one machine: its processes in the order they start, and where they listen.</summary>
public sealed record SystemPlan
{
    public const string Account = "serverlessml";

    /// <summary>How long requests, functions and trainings that are under way may take at a stop.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    public required string DataDirectory { get; init; }

    public required Uri Api { get; init; }

    public required Uri Gateway { get; init; }

    public required string StorageConnection { get; init; }

    public required IReadOnlyList<SystemPart> Parts { get; init; }

    public IEnumerable<(string What, string Where)> Addresses =>
        [
            ("API", $"{Api}api"),
            ("Run page", Api.ToString()),
            ("Gateway", Gateway.ToString()),
            ("Tokens", Path.Combine(DataDirectory, RoleTokens.FileName)),
            ("Storage", Path.Combine(DataDirectory, SystemFile.Name)),
            ("Logs", Path.Combine(DataDirectory, "logs")),
        ];

    /// <param name="tell">Told when a wanted port is not free.</param>
    public static SystemPlan Make(UpOptions options, Action<string> tell)
    {
        var taken = new HashSet<int>();
        int Port(string what, int wanted)
        {
            var port = FreePort.From(wanted, taken);
            if (port != wanted)
            {
                tell($"Port {wanted} is in use; the {what} takes {port}.");
            }

            return port;
        }

        var api = new Uri($"http://127.0.0.1:{Port("API", options.ApiPort)}");
        var gateway = new Uri($"http://127.0.0.1:{Port("gateway", options.GatewayPort)}");
        var blobs = Port("blob storage", options.StoragePort);
        var queues = Port("queue storage", options.StoragePort + 1);
        var key = StorageKey(options.DataDirectory);
        var connection =
            $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};"
            + $"BlobEndpoint=http://127.0.0.1:{blobs}/{Account};QueueEndpoint=http://127.0.0.1:{queues}/{Account}";
        var shared = new Dictionary<string, string> { ["AzureWebJobsStorage"] = connection, ["DOTNET_gcServer"] = "0" };
        return new SystemPlan
        {
            DataDirectory = options.DataDirectory,
            Api = api,
            Gateway = gateway,
            StorageConnection = connection,
            Parts =
            [
                Azurite(options.DataDirectory, blobs, queues, key),
                new SystemPart
                {
                    Name = "host",
                    Command =
                    [
                        "dotnet",
                        Installation.Built("Cli", "sml"),
                        "host",
                        "--data",
                        options.DataDirectory,
                        "--port",
                        Text(api.Port),
                        .. options.Keep.AsArguments(),
                    ],
                    // The one process that writes the audit log, and so the one that has its key.
                    Environment = new Dictionary<string, string>(shared)
                    {
                        ["Audit__Key"] = Secret(options.DataDirectory, AuditSeal.FileName),
                    },
                    Ready = new Uri(api, FunctionsHost.HealthPath),
                },
                .. Enumerable.Range(1, options.Runners).Select(number => Runner(number, shared, options.DataDirectory)),
                new SystemPart
                {
                    Name = "gateway",
                    Command = ["dotnet", Installation.Built("Serving")],
                    Environment = new Dictionary<string, string>(shared)
                    {
                        ["Gateway__Port"] = Text(gateway.Port),
                        ["Gateway__StopPatience"] = Text((int)StopPatience.TotalMilliseconds),
                        ["Gateway__CacheDirectory"] = Path.Combine(options.DataDirectory, "gateway"),
                    },
                    Ready = new Uri(gateway, "/live"),
                },
            ],
        };
    }

    private static SystemPart Runner(int number, Dictionary<string, string> shared, string data)
    {
        var name = number == 1 ? "runner" : $"runner-{Text(number)}";
        return new SystemPart
        {
            Name = name,
            Command = ["dotnet", Installation.Built("GpuRunner")],
            Environment = new Dictionary<string, string>(shared)
            {
                ["SERVERLESSML_RUNNER_NAME"] = name,
                ["SERVERLESSML_RUNNER_HIDDEN"] = data,
                ["SERVERLESSML_RUNNER_GRACE_SECONDS"] = Text((int)StopPatience.TotalSeconds),
            },
            // It finishes a step, keeps a checkpoint and gives its job back; a recipe that takes longer goes on from the checkpoint before.
            Grace = StopPatience + TimeSpan.FromSeconds(2),
        };
    }

    private static SystemPart Azurite(string data, int blobs, int queues, string key) =>
        new()
        {
            Name = "azurite",
            Command =
            [
                "node",
                "--require",
                Path.Combine(AppContext.BaseDirectory, "azurite-stop.cjs"),
                Installation.Azurite,
                "--location",
                Path.Combine(data, "azurite"),
                "--silent",
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                Text(blobs),
                "--queueHost",
                "127.0.0.1",
                "--queuePort",
                Text(queues),
                // Azurite has no way to leave tables out; they get a port that nobody is told.
                "--tableHost",
                "127.0.0.1",
                "--tablePort",
                "0",
            ],
            Environment = new Dictionary<string, string> { ["AZURITE_ACCOUNTS"] = $"{Account}:{key}" },
            // Queues start after blobs.
            Ready = new Uri($"http://127.0.0.1:{queues}/{Account}"),
            Grace = TimeSpan.FromSeconds(20),
        };

    /// <summary>A key of this data directory's own: Azurite's well-known one would let any local process in.</summary>
    private static string StorageKey(string data) => Secret(data, "storage.key");

    private static string Secret(string data, string name)
    {
        var path = Path.Combine(data, name);
        if (!File.Exists(path))
        {
            OwnerFile.Write(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        }

        return File.ReadAllText(path).Trim();
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
