using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessML.Demo;

/// <summary>How the demo was called. The command line is <c>sml demo</c>, which hands over one JSON document.</summary>
public sealed record DemoOptions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Emptied at the start: the demo tells its story from nothing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The checkout that the demo was built in; the command line names it.</summary>
    [JsonIgnore]
    public string Home { get; init; } = Environment.GetEnvironmentVariable("SERVERLESSML_HOME") ?? Directory.GetCurrentDirectory();

    /// <summary>Which story is played.</summary>
    public DemoStory Story { get; init; }

    /// <summary>Leave the system running at the end.</summary>
    public bool Keep { get; init; }

    /// <exception cref="JsonException">It is no request of <c>sml demo</c>.</exception>
    public static DemoOptions Read(string request) =>
        JsonSerializer.Deserialize<DemoOptions>(request, Json) ?? throw new JsonException("The request is null.");
}
