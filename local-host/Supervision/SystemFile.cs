using System.Text.Json;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>
/// <c>system.json</c> in the data directory, for other programs: what runs, and where it listens. Only its owner can read it: it has the
/// storage key.
/// </summary>
public sealed record SystemFile
{
    public const string Name = "system.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required int Pid { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required Uri Api { get; init; }

    public required Uri Gateway { get; init; }

    public required string StorageConnection { get; init; }

    /// <summary>False until every part answers.</summary>
    public required bool Ready { get; init; }

    /// <summary>The running processes by the name of their part.</summary>
    public required IReadOnlyDictionary<string, RunningPart> Parts { get; init; }

    public static SystemFile? Read(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, Name);
        return File.Exists(path) ? JsonSerializer.Deserialize<SystemFile>(File.ReadAllText(path), Json) : null;
    }

    public void Write(string dataDirectory) => OwnerFile.Write(Path.Combine(dataDirectory, Name), JsonSerializer.Serialize(this, Json));
}
