using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Cli.Remote;

/// <summary>Shows a pipeline's schema, where a run's batch is not like it, and accepts that.</summary>
internal static class SchemaCommand
{
    public static Command Make(Session session) =>
        new("schema", "Show what a pipeline's data is like, and accept batches that are not")
        {
            Show(session),
            Diff(session),
            Accept(session),
        };

    private static Command Show(Session session)
    {
        Argument<string> pipeline = new("pipeline") { Description = "The pipeline's name" };
        Command command = new("show", "Show a pipeline's schema") { pipeline };
        var output = new OutputOptions().AddTo(command);
        var connection = new Connection(session).AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse, Role.Engineer);
            var schema = await api.GetAsync($"pipelines/{Uri.EscapeDataString(parse.GetValue(pipeline)!)}/schema");
            output.Write(session, parse, schema, () =>
                new(
                    ["column", "type", "where", "range", "values"],
                    [
                        .. schema["columns"]!
                            .AsArray()
                            .Select(column =>
                                (IReadOnlyList<string>)
                                    [
                                        (string)column!["name"]!,
                                        (string)column["type"]!,
                                        Joined(column["environments"]),
                                        Range(column),
                                        Joined(column["values"]),
                                    ]
                            ),
                    ]
                )
            );
            session.Tell($"Version {schema["version"]}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Diff(Session session)
    {
        Argument<string> run = new("run") { Description = "The run whose batch is compared" };
        Command command = new("diff", "Show where a run's batch is not as the schema has it, and what accepting it would change") { run };
        var output = new OutputOptions().AddTo(command);
        var connection = new Connection(session).AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse, Role.Engineer);
            var (_, found) = await CompareAsync(api, parse.GetValue(run)!);
            output.Write(session, parse, found, () => Table(found));
            session.Tell(
                found["differences"]!.AsArray().Count == 0
                    ? $"The batch is as version {found["version"]} has it."
                    : $"Compared with version {found["version"]}. To accept all of it: sml schema accept {parse.GetValue(run)} --reason TEXT"
            );
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Accept(Session session)
    {
        Argument<string> run = new("run") { Description = "The run whose batch is as it should be" };
        Option<string> reason = new("--reason")
        {
            Description = "Why; kept for good",
            HelpName = "TEXT",
            Required = true,
        };
        Option<string[]> columns = new("--column")
        {
            Description = "Accept this column's differences alone; may be repeated",
            HelpName = "NAME",
        };
        Command command = new("accept", "Change the schema to have a run's batch as it is") { run, reason, columns };
        var output = new OutputOptions().AddTo(command);
        var connection = new Connection(session).AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse, Role.Engineer);
            var (pipeline, found) = await CompareAsync(api, parse.GetValue(run)!);
            var schema = await api.PostAsync(
                $"pipelines/{pipeline}/schema/accept",
                new()
                {
                    ["version"] = (int)found["version"]!,
                    ["run"] = parse.GetValue(run),
                    ["reason"] = parse.GetValue(reason),
                    ["columns"] = new JsonArray([.. (parse.GetValue(columns) ?? []).Select(name => (JsonNode)name)]),
                },
                Guid.NewGuid().ToString("N")
            );
            output.Write(session, parse, schema, () =>
                Listing.Facts([("Version", $"{schema["version"]}"), ("Changed", Joined(schema["changes"]!.AsArray()[^1]!["what"]))])
            );
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<(string Pipeline, JsonNode Found)> CompareAsync(SystemApi api, string run)
    {
        var id = Uri.EscapeDataString(run);
        var pipeline = (string)(await api.GetAsync($"runs/{id}"))["pipeline"]!;
        return (pipeline, await api.GetAsync($"pipelines/{pipeline}/schema/diff?run={id}"));
    }

    private static Listing Table(JsonNode found) =>
        new(
            ["column", "kind", "schema", "batch", "accepting would"],
            [
                .. found["differences"]!
                    .AsArray()
                    .Select(one =>
                        (IReadOnlyList<string>)
                            [.. new[] { "column", "kind", "expected", "found", "change" }.Select(name => PartTable.Text(one![name]))]
                    ),
            ]
        );

    private static string Joined(JsonNode? texts) => string.Join(", ", (texts as JsonArray ?? []).Select(PartTable.Text));

    private static string Range(JsonNode column) =>
        column["min"] is null && column["max"] is null ? "" : $"{PartTable.Text(column["min"])}..{PartTable.Text(column["max"])}";
}
