using System.Text.Json.Nodes;

namespace ServerlessML.Cli.Remote;

/// <summary>What the API answered, when it did as asked.</summary>
/// <param name="Text">The body.</param>
/// <param name="Tag">Its ETag; null without one.</param>
internal sealed record ApiAnswer(string Text, string? Tag)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new CommandFailedException(ExitCode.Failed, "The API answered with nothing.");
}
