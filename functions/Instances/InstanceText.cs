using System.Text.Json;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Functions.Instances;

/// <summary>Reads what an instance says of its end, for people.</summary>
public static class InstanceText
{
    /// <summary>
    /// Why it failed or was terminated. Durable Functions gives no details of a failure: the text is the output there, as JSON or plain.
    /// </summary>
    /// <param name="instance">With its output.</param>
#pragma warning disable RS0030 // The one place.
    public static string? Reason(this OrchestrationMetadata instance) =>
        instance.FailureDetails?.ErrorMessage is { Length: > 0 } message ? message : Plain(instance.SerializedOutput);
#pragma warning restore RS0030

    private static string? Plain(string? output)
    {
        if (string.IsNullOrWhiteSpace(output))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(output);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.String => json.RootElement.GetString(),
                JsonValueKind.Null => null,
                _ => output,
            };
        }
        catch (JsonException)
        {
            return output;
        }
    }
}
