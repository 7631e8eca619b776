using System.Text.Json.Nodes;
using ServerlessML.Contracts;

namespace ServerlessML.Cli.Remote;

/// <summary>Finds the run that a person means: by its id, the beginning of it, or a pipeline's name for its newest run.</summary>
internal static class RunReference
{
    public static Argument<string> Argument() =>
        new("run") { Description = "A run's id, or the beginning of it; or a pipeline's name for its newest run" };

    /// <exception cref="CommandFailedException">There is none, or there are several.</exception>
    public static async Task<JsonNode> FindAsync(SystemApi api, string meant)
    {
        if (await api.FindAsync($"runs/{Uri.EscapeDataString(meant)}") is { } run)
        {
            return run;
        }

        if (Names.IsPipeline(meant) && (await api.GetAsync($"runs?pipeline={meant}&top=1"))["runs"] is JsonArray { Count: > 0 } newest)
        {
            return await api.GetAsync($"runs/{IdOf(newest[0]!)}");
        }

        var begin = (await api.GetAsync("runs?top=200"))["runs"]!
            .AsArray()
            .Select(one => IdOf(one!))
            .Where(id => id.StartsWith(meant, StringComparison.Ordinal))
            .ToList();
        return begin switch
        {
            [var one] => await api.GetAsync($"runs/{one}"),
            [] => throw new CommandFailedException(
                ExitCode.Failed,
                $"There is no run '{meant}', and no pipeline of that name has one.",
                "List them: sml runs"
            ),
            _ => throw new CommandFailedException(
                ExitCode.Failed,
                $"'{meant}' begins {begin.Count} runs: {string.Join(", ", begin.Take(5))}{(begin.Count > 5 ? ", …" : "")}.",
                "Write more of the id."
            ),
        };
    }

    public static string IdOf(JsonNode run) => (string)run["runId"]!;
}
