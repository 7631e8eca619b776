using System.Text.Json;
using Microsoft.DurableTask;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>Failure details as they are stored.</summary>
internal static class StoredFailure
{
    public static string Write(TaskFailureDetails failure) => JsonSerializer.Serialize(failure);

    /// <summary>Null where a sub-orchestration was terminated: its parent learns no more than that it has failed.</summary>
    public static TaskFailureDetails? ReadOrNull(string? text) => text is null ? null : Read(text);

    public static TaskFailureDetails Read(string text) =>
        JsonSerializer.Deserialize<TaskFailureDetails>(text) ?? throw new JsonException("A stored failure is empty.");
}
