using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Remote;

/// <summary>Compares two runs: what went in, and what came out.</summary>
internal static class RunComparison
{
    private static readonly string[] Inputs =
    [
        "batch",
        "state",
        "outcome",
        "codeVersion",
        "definition",
        "dataset",
        "window",
        "split",
        "recipe",
        "seed",
        "threads",
        "environment",
        "model",
        "version",
    ];

    public static Command Make(Session session)
    {
        var (one, other) = (RunReference.Argument(), new Argument<string>("other") { Description = "The run that it is compared with" });
        Option<bool> all = new("--all") { Description = "Show what is the same as well" };
        Command command = new("compare", "Compare two runs: data, definition, parameters, measures") { one, other, all };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var (left, right) = (await SideAsync(api, parse.GetValue(one)!), await SideAsync(api, parse.GetValue(other)!));
            List<(string What, string Left, string Right)> rows =
            [
                .. left
                    .Facts.Keys.Union(right.Facts.Keys)
                    .Select(what => (what, left.Facts.GetValueOrDefault(what, ""), right.Facts.GetValueOrDefault(what, "")))
                    .Where(row => parse.GetValue(all) || row.Item2 != row.Item3),
            ];
            JsonObject document = new()
            {
                ["left"] = left.RunId,
                ["right"] = right.RunId,
                ["rows"] = new JsonArray([.. rows.Select(Document)]),
            };
            output.Write(session, parse, document, () => new(["what", left.RunId, right.RunId], [.. rows.Select(Cells)]));
        });
        return command;
    }

    private static JsonNode Document((string What, string Left, string Right) row) =>
        new JsonObject
        {
            ["what"] = row.What,
            ["left"] = row.Left,
            ["right"] = row.Right,
        };

    private static string[] Cells((string What, string Left, string Right) row) => [row.What, Short(row.Left), Short(row.Right)];

    private static async Task<(string RunId, Dictionary<string, string> Facts)> SideAsync(SystemApi api, string meant)
    {
        var id = RunReference.IdOf(await RunReference.FindAsync(api, meant));
        var manifest = await api.GetAsync($"runs/{id}/manifest");
        Dictionary<string, string> facts = [];
        foreach (var name in Inputs.Where(name => manifest[name] is not null))
        {
            facts[name] = PartTable.Text(manifest[name]);
        }

        foreach (var (name, value) in manifest["parameters"] as JsonObject ?? [])
        {
            facts[$"parameter {name}"] = PartTable.Text(value);
        }

        if (await api.FindAsync($"runs/{id}/evidence") is { } evidence)
        {
            Collect(evidence["candidate"], "", facts);
        }

        return (id, facts);
    }

    // Single figures; lists and digests are not for comparing by eye.
    private static void Collect(JsonNode? node, string path, Dictionary<string, string> facts)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    Collect(value, path.Length == 0 ? name : $"{path}.{name}", facts);
                }

                break;
            case JsonValue figure when figure.GetValueKind() == JsonValueKind.Number:
                facts[path] = figure.GetValue<double>().ToString("G6", CultureInfo.InvariantCulture);
                break;
        }
    }

    private static string Short(string value) => value.StartsWith("sha256:", StringComparison.Ordinal) ? value[..19] : value;
}
