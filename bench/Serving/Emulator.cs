using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Bench.Serving;

/// <summary>Azurite on free ports with an empty directory, and the layout of the system in it.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ChildProcess _process;

    private Emulator(ChildProcess process, string connection)
    {
        _process = process;
        Connection = connection;
        Storage = StorageClients.From(name => name == StorageClients.Setting ? connection : null);
    }

    public string Connection { get; }

    public StorageClients Storage { get; }

    /// <exception cref="BenchSetupException">Azurite is not installed.</exception>
    public static async Task<Emulator> StartAsync(BenchFolder folder)
    {
        var script = Path.Combine(folder.Home, "local-host", "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            throw new BenchSetupException("Azurite is not installed: npm ci --ignore-scripts in local-host");
        }

        var process = ChildProcess.Start(
            "node",
            [
                script,
                "--location",
                Path.Combine(folder.Data, "storage"),
                "--silent",
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--blobPort",
                "0",
                "--queuePort",
                "0",
                "--tablePort",
                "0",
            ],
            null,
            new Dictionary<string, string>()
        );
        try
        {
            string blobs = await AddressAsync(process, "Blob"),
                queues = await AddressAsync(process, "Queue");
            process.Ignore();
            // The emulator's public, well-known account.
            Emulator emulator = new(
                process,
                "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
                    + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
                    + $"BlobEndpoint={blobs}/devstoreaccount1;QueueEndpoint={queues}/devstoreaccount1"
            );
            await emulator.Storage.CreateLayoutAsync();
            return emulator;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public Task<Digest> PutAsync(byte[] content) => Storage.Content.PutAsync(content);

    public Task WritePlanAsync(string deployment, byte[] document) =>
        Storage
            .Blobs.GetBlobContainerClient(StorageLayout.Deployments)
            .GetBlobClient(StorageLayout.Plan(deployment))
            .UploadAsync(BinaryData.FromBytes(document), overwrite: true);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<string> AddressAsync(ChildProcess process, string service)
    {
        var beginning = $"Azurite {service} service is successfully listening at ";
        return (await process.LineAsync(beginning, Patience))[beginning.Length..].Trim();
    }
}
