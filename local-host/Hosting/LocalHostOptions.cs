using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Hosting.Blobs;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>What the functions host runs with. <see cref="Validated"/> names the setting that is wrong.</summary>
public sealed record LocalHostOptions
{
    /// <summary>Where state lives: the durable database, what the triggers remember, the role tokens.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Storage connection string, of Azurite or of a storage account.</summary>
    public required string StorageConnection { get; init; }

    /// <summary>Port of the HTTP API on 127.0.0.1; 0 takes a free one.</summary>
    public int ApiPort { get; init; } = 7071;

    /// <summary>Routes under the prefix that need no token, if their function says <c>Anonymous</c> too.</summary>
    public IReadOnlySet<string> AnonymousRoutes { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "health", "page" };

    public long MaxRequestBytes { get; init; } = 30 * 1024 * 1024;

    public IReadOnlyList<BlobEventSubscription> BlobEvents { get; init; } = [];

    /// <summary>How often the containers of <see cref="BlobEvents"/> are listed.</summary>
    public TimeSpan BlobPollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How large the durable database may grow; without a value as large as the disk lets it.</summary>
    public long? MaxDatabaseBytes { get; init; }

    /// <summary>
    /// How long a finished orchestration is kept, by its status; one whose status is not there is kept until it is purged.
    /// </summary>
    public IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> Retention { get; init; } =
        new Dictionary<OrchestrationRuntimeStatus, TimeSpan>();

    /// <summary>
    /// How long requests and functions that are under way are waited for when the host stops. What is cut off is done again after the next
    /// start.
    /// </summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(2);

    public LocalHostOptions Validated()
    {
        Require(!string.IsNullOrWhiteSpace(DataDirectory), nameof(DataDirectory), "is empty");
        Require(
            !string.IsNullOrWhiteSpace(StorageConnection),
            nameof(StorageConnection),
            "is empty; set the environment variable AzureWebJobsStorage"
        );
        Require(
            MaxDatabaseBytes is null or > 0,
            nameof(MaxDatabaseBytes),
            $"is {MaxDatabaseBytes}, but must be a positive number of bytes"
        );
        Require(ApiPort is >= 0 and <= 65535, nameof(ApiPort), $"is {ApiPort}, but must be a port (0 to 65535)");
        Require(MaxRequestBytes > 0, nameof(MaxRequestBytes), $"is {MaxRequestBytes}, but must be a positive number of bytes");
        Require(BlobPollInterval > TimeSpan.Zero, nameof(BlobPollInterval), $"is {BlobPollInterval}, but must be a positive time");
        return this with { DataDirectory = Path.GetFullPath(DataDirectory) };
    }

    private static void Require(bool holds, string setting, string complaint)
    {
        if (!holds)
        {
            throw new InvalidSettingException($"Setting {setting} {complaint}.");
        }
    }
}
