using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Remote;

/// <summary>Lists the versions of a pipeline's model.</summary>
internal static class ModelsCommand
{
    private static readonly string[] Aliases = ["champion", "challenger", "previous"];

    public static Command Make(Session session)
    {
        Argument<string> pipeline = new("pipeline") { Description = "Whose models" };
        Command command = new("models", "List the versions of a pipeline's model, and which is champion") { pipeline };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var answer = await api.GetAsync($"pipelines/{Uri.EscapeDataString(parse.GetValue(pipeline)!)}/models");
            output.Write(session, parse, answer, () =>
                new(
                    ["version", "is", "measure", "value", "run", "model"],
                    [.. answer["versions"]!.AsArray().Select(one => Row(one!, answer["aliases"]))]
                )
            );
        });
        return command;
    }

    private static string[] Row(JsonNode version, JsonNode? aliases) =>
        [
            PartTable.Text(version["version"]),
            string.Join(", ", Aliases.Where(alias => aliases?[alias] is { } of && (int)of == (int)version["version"]!)),
            PartTable.Text(version["measure"]),
            PartTable.Text(version["value"]),
            PartTable.Text(version["runId"]),
            PartTable.Text(version["model"]),
        ];
}
