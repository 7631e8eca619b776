using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessML.Functions.Api;

/// <summary>How request bodies are read: a member that nobody knows is an error, since it is a typing mistake.</summary>
internal static class StrictBody
{
    public static JsonSerializerOptions Options { get; } =
        new(Wire.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
}
