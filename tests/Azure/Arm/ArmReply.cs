using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Azure.Arm;

/// <summary>What the server answers.</summary>
internal sealed record ArmReply(int Status, JsonNode? Body = null)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static ArmReply Error(int status, string code, string message, int? retryAfter = null) =>
        new(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
            }
        )
        {
            Headers = retryAfter is { } seconds
                ? new Dictionary<string, string> { ["Retry-After"] = $"{seconds}" }
                : new Dictionary<string, string>(),
        };

    public ArmReply With(string header, string value) =>
        this with
        {
            Headers = new Dictionary<string, string>(Headers) { [header] = value },
        };
}
