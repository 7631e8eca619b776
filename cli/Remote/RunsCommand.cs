using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;
using ServerlessML.Cli.Parsing;

namespace ServerlessML.Cli.Remote;

/// <summary>Lists runs, the newest first.</summary>
internal static class RunsCommand
{
    /// <summary>The API lists as many.</summary>
    private const int Most = 200;

    public static Command Make(Session session)
    {
        Option<string?> pipeline = new("--pipeline", "-p") { Description = "Of one pipeline", HelpName = "NAME" };
        var state = Values.Among(
            new Option<string?>("--state") { Description = "In one state", HelpName = "STATE" },
            "running",
            "completed",
            "rejected",
            "failed",
            "cancelled"
        );
        var top = Values.Number("--top", "How many at most", 20, 1, Most);
        var skip = Values.Number("--skip", "How many of the newest to pass over: the next page", 0, 0, Most - 1);
        Command command = new("runs", "List runs, the newest first") { pipeline, state, top, skip };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var most = Math.Min(Most, parse.GetValue(skip) + parse.GetValue(top)).ToString(CultureInfo.InvariantCulture);
            var query = $"runs?top={most}{Given("pipeline", parse.GetValue(pipeline))}{Given("state", parse.GetValue(state))}";
            List<JsonNode> runs =
            [
                .. (await api.GetAsync(query))["runs"]!
                    .AsArray()
                    .Skip(parse.GetValue(skip))
                    .Take(parse.GetValue(top))
                    .Select(run => run!.DeepClone()),
            ];
            output.Write(session, parse, new JsonObject { ["runs"] = new JsonArray([.. runs]) }, () =>
                new(["run", "batch", "state", "stage", "started", "message"], [.. runs.Select(Row)])
            );
            if (output.IsForPeople(parse) && runs.Count == 0)
            {
                session.Tell("There are no such runs. Files that land start one: sml land PIPELINE FILE…");
            }
        });
        return command;
    }

    private static string[] Row(JsonNode run) =>
        [RunReference.IdOf(run), Text(run["batch"]), Text(run["state"]), Text(run["stage"]), Time(run["startedAt"]), Text(run["message"])];

    public static string Text(JsonNode? value) => PartTable.Text(value);

    public static string Time(JsonNode? value) =>
        value is null ? "" : value.GetValue<DateTimeOffset>().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Given(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
