using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>What reached the server.</summary>
internal sealed record ArmRequest(string Method, string Path, string Query, string? IfMatch, JsonNode? Body, string? Operation)
{
    /// <summary>The last part of the path.</summary>
    public string Name => Path.Split('/')[^1];
}
