using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Remote;

/// <summary>Asks the model that is in service.</summary>
internal static class PredictCommand
{
    /// <summary>The gateway takes as many in one request.</summary>
    private const int MostRows = 1000;

    public static Command Make(Session session)
    {
        Argument<string> deployment = new("deployment") { Description = "A deployment, which has its pipeline's name" };
        Argument<string[]> cells = new("column=value") { Description = "The columns of one row", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> json = new("--json") { Description = "A row, or an array of rows, as JSON", HelpName = "JSON" };
        Option<string?> file = new("--file")
        {
            Description = "A file of rows: JSON (a row, an array), or one row a line; - for standard input",
            HelpName = "FILE",
        };
        Command command = new("predict", "Ask the model in service about a row, or about rows of a file") { deployment, cells, json, file };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.Validators.Add(result =>
        {
            var given =
                (result.GetValue(cells) is { Length: > 0 } ? 1 : 0)
                + (result.GetValue(json) is null ? 0 : 1)
                + (result.GetValue(file) is null ? 0 : 1);
            if (given != 1)
            {
                result.AddError("Say the row once: COLUMN=VALUE…, --json JSON or --file FILE.");
            }

            if (result.GetValue(cells)?.FirstOrDefault(cell => cell.IndexOf('=', StringComparison.Ordinal) < 1) is { } wrong)
            {
                result.AddError($"'{wrong}' is no COLUMN=VALUE.");
            }
        });
        command.SetAction(async parse =>
        {
            var rows =
                parse.GetValue(json) is { } text ? Rows(text, "--json")
                : parse.GetValue(file) is { } path ? Rows(await TextOfAsync(session, path), path)
                : [RowOf(parse.GetValue(cells)!)];
            using var api = connection.Open(parse);
            List<JsonNode> predictions = [];
            foreach (var some in rows.Chunk(MostRows))
            {
                var answer = await api.PredictAsync(
                    parse.GetValue(deployment)!,
                    new() { ["rows"] = new JsonArray([.. some.Select(row => row.DeepClone())]) }
                );
                foreach (var prediction in answer["predictions"]!.AsArray())
                {
                    JsonObject one = new() { ["version"] = answer["version"]?.DeepClone() };
                    foreach (var (name, value) in prediction!.AsObject())
                    {
                        one[name] = value?.DeepClone();
                    }

                    predictions.Add(one);
                }
            }

            output.Write(session, parse, new JsonObject { ["predictions"] = new JsonArray([.. predictions]) }, () =>
            {
                List<string> columns = [.. predictions.SelectMany(one => one.AsObject().Select(member => member.Key)).Distinct()];
                return new(columns, [.. predictions.Select(one => (string[])[.. columns.Select(column => PartTable.Text(one[column]))])]);
            });
        });
        return command;
    }

    private static async Task<string> TextOfAsync(Session session, string path) =>
        path == "-" ? await session.In.ReadToEndAsync()
        : File.Exists(session.PathOf(path)) ? await File.ReadAllTextAsync(session.PathOf(path))
        : throw new CommandFailedException(
            ExitCode.Failed,
            $"There is no file '{path}'.",
            "Name one of rows as JSON, or - for standard input."
        );

    // A number or a truth is one; everything else is a text, as is what is written in quotes.
    private static JsonObject RowOf(IEnumerable<string> cells)
    {
        JsonObject row = [];
        foreach (var cell in cells)
        {
            var halves = cell.Split('=', 2);
            row[halves[0]] = halves[1] switch
            {
                "" or "null" => null,
                "true" => true,
                "false" => false,
                ['"', .. var quoted, '"'] => quoted,
                var text
                    when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                        && double.IsFinite(number) => number,
                var text => text,
            };
        }

        return row;
    }

    private static List<JsonNode> Rows(string text, string where)
    {
        try
        {
            var first = JsonNode.Parse(text);
            return first switch
            {
                JsonObject wrapped when wrapped["rows"] is JsonArray rows => [.. rows.Select(row => row!)],
                JsonArray rows => [.. rows.Select(row => row!)],
                JsonObject row => [row],
                _ => throw Unfit(where, "it is neither an object nor an array"),
            };
        }
        catch (JsonException whole)
        {
            try
            {
                return
                [
                    .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .Select(line => JsonNode.Parse(line)!),
                ];
            }
            catch (JsonException)
            {
                throw Unfit(where, whole.Message);
            }
        }
    }

    private static CommandFailedException Unfit(string where, string why) =>
        CommandFailedException.Usage(
            $"{where} holds no rows as JSON: {why}.",
            """Write {"column":value,…}, an array of such, or one a line."""
        );
}
