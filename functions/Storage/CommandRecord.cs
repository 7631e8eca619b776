using System.Text.Json;

namespace ServerlessML.Functions.Storage;

/// <summary>
/// What was asked with an idempotency key, and what it was answered: whoever sends the request again gets the answer, and nothing is done.
/// </summary>
public sealed record CommandRecord
{
    public required string Pipeline { get; init; }

    /// <summary>The key, its beginning where it is long.</summary>
    public required string Key { get; init; }

    /// <summary>The digest of who asked for what.</summary>
    public required Digest Request { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The traffic plan's revision when it was asked first; null where there was no plan.</summary>
    public int? Revision { get; init; }

    /// <summary>The answer's status; null while it is under way.</summary>
    public int? Status { get; init; }
    public JsonElement? Answer { get; init; }
}
