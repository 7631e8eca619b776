using System.Diagnostics;
using System.Text.RegularExpressions;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Serving;

/// <summary>The real emulator's blob service, in memory, on a port of its own.</summary>
public sealed partial class StorageFixture : IAsyncLifetime
{
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private Process? _process;

    public string ConnectionString { get; private set; } = "";

    public StorageClients Storage { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var script = Path.Combine(LocalHost(), "node_modules", "azurite", "dist", "src", "blob", "main.js");
        var start = new ProcessStartInfo("node", [script, "--blobPort", "0", "--inMemoryPersistence", "--silent", "--disableTelemetry"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        string? line;
        do
        {
            line = await _process.StandardOutput.ReadLineAsync();
        }
        while (line is not null && !Listening().IsMatch(line));

        var endpoint = Listening().Match(line ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync())).Groups[1].Value;
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={Key};BlobEndpoint={endpoint}/devstoreaccount1;QueueEndpoint={endpoint}/devstoreaccount1";
        Storage = StorageClients.From(name => name == StorageClients.Setting ? ConnectionString : null);
        _ = _process.StandardOutput.ReadToEndAsync();
        foreach (var container in Contracts.StorageLayout.Containers)
        {
            await Storage.Blobs.GetBlobContainerClient(container).CreateIfNotExistsAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static string LocalHost()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !Directory.Exists(Path.Combine(directory.FullName, "local-host", "node_modules", "azurite")))
        {
            directory = directory.Parent;
        }

        return Path.Combine((directory ?? throw new InvalidOperationException("Run npm ci --ignore-scripts in local-host.")).FullName, "local-host");
    }

    [GeneratedRegex(@"listening at (http://\S+)")]
    private static partial Regex Listening();
}
