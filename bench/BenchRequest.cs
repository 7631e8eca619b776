using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessML.Bench;

/// <summary>What a bench is asked for. The command line is <c>sml bench</c>, which hands over one JSON document.</summary>
public sealed record BenchRequest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>All when empty.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>A minute in all, for trying: figures are rough.</summary>
    public bool Quick { get; init; }

    /// <summary>Memory over 50 million requests rather than a million.</summary>
    public bool Soak { get; init; }

    /// <summary>Holds <c>adult/</c> and <c>bike/</c>; null for where they usually are.</summary>
    public string? Data { get; init; }

    public bool Wants(string part) => Parts.Count == 0 || Parts.Contains(part);

    /// <exception cref="JsonException">It is no request of <c>sml bench</c>.</exception>
    public static BenchRequest Read(string request) =>
        JsonSerializer.Deserialize<BenchRequest>(request, Json) ?? throw new JsonException("The request is null.");
}
