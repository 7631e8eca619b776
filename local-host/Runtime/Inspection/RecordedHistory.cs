using System.Text.Json;
using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Runtime.Inspection;

/// <summary>An instance's history as it is exported: enough to run its code over it again.</summary>
public sealed record RecordedHistory
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string InstanceId { get; init; }

    public required string Name { get; init; }

    public string Version { get; init; } = "";

    /// <summary>The number that ids made by the code rest on.</summary>
    public required long Execution { get; init; }

    public string? ParentId { get; init; }

    public string? ParentName { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    public string? Input { get; init; }

    public required IReadOnlyList<RecordedEvent> Events { get; init; }

    /// <exception cref="JsonException">The text is not an exported history.</exception>
    public static RecordedHistory Read(string text) =>
        JsonSerializer.Deserialize<RecordedHistory>(text, Json) ?? throw new JsonException("The history is empty.");

    public string Write() => JsonSerializer.Serialize(this, Json);
}
