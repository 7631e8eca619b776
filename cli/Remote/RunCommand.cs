using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Remote;

/// <summary>One run: shows it and its documents, cancels, repeats and reproduces it, compares it with another.</summary>
internal static class RunCommand
{
    private static readonly string[] Facts =
    [
        "runId",
        "pipeline",
        "batch",
        "state",
        "stage",
        "message",
        "version",
        "evidence",
        "weight",
        "phase",
        "reproductionOf",
        "identical",
        "startedAt",
        "updatedAt",
    ];

    public static Command Make(Session session) =>
        new("run", "One run: show it and its documents, cancel, retry, reproduce or compare it")
        {
            Show(session),
            Document(session, "validation", "Show what the validation found: rules, rows, examples"),
            Document(session, "evidence", "Show the evidence that an approval signs"),
            Document(session, "manifest", "Show what is needed to make the run's model again, and who decided"),
            Card(session),
            Cancel(session),
            Retry(session),
            Reproduce(session),
            RunComparison.Make(session),
        };

    private static Command Show(Session session)
    {
        var run = RunReference.Argument();
        Command command = new("show", "Show where a run stands; ends with 5 when it said no, 8 while it goes on") { run };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var view = await RunReference.FindAsync(api, parse.GetValue(run)!);
            output.Write(session, parse, view, () =>
                Listing.Facts([
                    .. Facts.Select(name => (name, view[name] is { } value ? PartTable.Text(value) : null)),
                    .. (view["remarks"]?.AsArray() ?? []).Select(remark => ("remark", (string?)PartTable.Text(remark))),
                ])
            );
            return RunFollower.CodeOf(view, toTheEnd: false) ?? ExitCode.Pending;
        });
        return command;
    }

    private static Command Document(Session session, string name, string description)
    {
        var run = RunReference.Argument();
        Command command = new(name, description) { run };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var id = RunReference.IdOf(await RunReference.FindAsync(api, parse.GetValue(run)!));
            var document = await api.GetAsync($"runs/{id}/{name}");
            output.Write(session, parse, document, () => ViewOf(name, document));
        });
        return command;
    }

    private static Listing ViewOf(string name, JsonNode document) =>
        name == "validation" && document["violations"] is JsonArray { Count: > 0 } violations
            ? new(
                ["rule", "column", "what"],
                [
                    .. violations.Select(one =>
                        (string[])[PartTable.Text(one!["rule"]), PartTable.Text(one["column"]), PartTable.Text(one["message"])]
                    ),
                ]
            )
            : Listing.Facts(document.AsObject().Select(member => (member.Key, (string?)PartTable.Text(member.Value))));

    private static Command Card(Session session)
    {
        var run = RunReference.Argument();
        Command command = new("card", "Show the model card, as Markdown: what the model is, and how good") { run };
        var connection = new Connection(session).AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var id = RunReference.IdOf(await RunReference.FindAsync(api, parse.GetValue(run)!));
            session.Out.WriteLine(PlainText.Lines((await api.SendAsync(HttpMethod.Get, $"runs/{id}/card?format=markdown")).Text));
        });
        return command;
    }

    private static Command Cancel(Session session)
    {
        var run = RunReference.Argument();
        Command command = new("cancel", "End a run, and everything that it has started") { run };
        var connection = new Connection(session).AddTo(command);
        var confirmation = new Confirmation().AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var view = await RunReference.FindAsync(api, parse.GetValue(run)!);
            confirmation.Ask(session, parse, $"Cancel the run {RunReference.IdOf(view)} ({view["state"]}, {view["stage"]})?");
            var answer = await api.PostAsync($"runs/{RunReference.IdOf(view)}/cancel", []);
            output.Write(session, parse, answer, () =>
                Listing.Facts(("run", PartTable.Text(answer["runId"])), ("state", PartTable.Text(answer["state"])))
            );
        });
        return command;
    }

    private static Command Retry(Session session) =>
        Starting(session, "retry", "Run a batch again, as a run of its own: under the definition that there is now", (api, view) =>
            api.PostAsync("runs", BatchOf(view), $"sml-{Guid.NewGuid():N}")
        );

    private static JsonObject BatchOf(JsonNode view) =>
        new() { ["pipeline"] = (string)view["pipeline"]!, ["batch"] = (string)view["batch"]! };

    private static Command Reproduce(Session session) =>
        Starting(session, "reproduce", "Train a run's model again from its manifest, and compare the digests", (api, view) =>
            api.PostAsync($"runs/{RunReference.IdOf(view)}/reproduce", [], $"sml-{Guid.NewGuid():N}")
        );

    private static Command Starting(Session session, string name, string description, Func<SystemApi, JsonNode, Task<JsonNode>> start)
    {
        var run = RunReference.Argument();
        Option<bool> noWait = new("--no-wait") { Description = "Print the new run's id and end" };
        Command command = new(name, description) { run, noWait };
        var connection = new Connection(session).AddTo(command);
        command.SetAction(
            async (parse, cancellation) =>
            {
                using var api = connection.Open(parse);
                var started = RunReference.IdOf(await start(api, await RunReference.FindAsync(api, parse.GetValue(run)!)));
                session.Out.WriteLine(started);
                return parse.GetValue(noWait)
                    ? ExitCode.Done
                    : await RunFollower.FollowAsync(session, api, started, toTheEnd: false, cancellation);
            }
        );
        return command;
    }
}
