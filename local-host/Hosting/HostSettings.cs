using System.Globalization;
using System.Text.Json;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>The part of host.json that the local host honours; what is absent has the Functions host's default.</summary>
public sealed record HostSettings
{
    public string RoutePrefix { get; init; } = "api";

    public int MaxConcurrentActivities { get; init; } = 8;

    public TimeSpan QueueMaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a received message stays hidden (renewed while its function runs), and the wait before a failed one is tried again.
    /// </summary>
    public TimeSpan QueueVisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public int QueueBatchSize { get; init; } = 16;

    public int QueueMaxDequeueCount { get; init; } = 5;

    /// <summary>Messages travel as Base64, unless <c>messageEncoding</c> is <c>none</c>.</summary>
    public bool QueueBase64 { get; init; } = true;

    public static HostSettings Read(string path)
    {
        if (!File.Exists(path))
        {
            return new HostSettings();
        }

        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }
            );
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidSettingException($"{path}: {e.Message}", e);
        }
    }

    private static HostSettings Read(JsonElement root)
    {
        var defaults = new HostSettings();
        var settings = new HostSettings
        {
            RoutePrefix = Find(root, "http", "routePrefix")?.GetString()?.Trim('/') ?? defaults.RoutePrefix,
            MaxConcurrentActivities = Find(root, "durableTask", "maxConcurrentActivityFunctions")?.GetInt32()
                ?? defaults.MaxConcurrentActivities,
            QueueMaxPollingInterval = Time(Find(root, "queues", "maxPollingInterval")) ?? defaults.QueueMaxPollingInterval,
            QueueVisibilityTimeout = Time(Find(root, "queues", "visibilityTimeout")) ?? defaults.QueueVisibilityTimeout,
            QueueBatchSize = Find(root, "queues", "batchSize")?.GetInt32() ?? defaults.QueueBatchSize,
            QueueMaxDequeueCount = Find(root, "queues", "maxDequeueCount")?.GetInt32() ?? defaults.QueueMaxDequeueCount,
            QueueBase64 = !string.Equals(Find(root, "queues", "messageEncoding")?.GetString(), "none", StringComparison.OrdinalIgnoreCase),
        };
        if (settings.QueueBatchSize is < 1 or > 32)
        {
            throw new FormatException($"extensions.queues.batchSize is {settings.QueueBatchSize}, but must be 1 to 32.");
        }

        if (settings.QueueMaxDequeueCount < 1)
        {
            throw new FormatException($"extensions.queues.maxDequeueCount is {settings.QueueMaxDequeueCount}, but must be positive.");
        }

        return settings;
    }

    private static JsonElement? Find(JsonElement root, string section, string name) =>
        root.TryGetProperty("extensions", out var extensions)
        && extensions.TryGetProperty(section, out var found)
        && found.TryGetProperty(name, out var value)
            ? value
            : null;

    private static TimeSpan? Time(JsonElement? value) =>
        value is { } element ? TimeSpan.Parse(element.GetString() ?? "", CultureInfo.InvariantCulture) : null;
}
