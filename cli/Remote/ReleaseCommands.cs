using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;
using ServerlessML.Cli.Parsing;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Cli.Remote;

/// <summary>Moves the traffic of a deployment: back to an earlier version, and through the steps of a rollout.</summary>
internal static class ReleaseCommands
{
    public static Command Rollback(Session session)
    {
        var version = Values.Number("--version", "The promoted version to go back to (the champion before)", 1, int.MaxValue);
        return One(
            session,
            "rollback",
            "Take all traffic back to an earlier version, at once",
            "rollback",
            [version],
            (parse, body) => body["version"] = parse.GetValue(version),
            TrafficCommand.Of
        );
    }

    public static Command Rollout(Session session) =>
        new("rollout", "Show a rollout, or tell it to pause, resume, skip or abort")
        {
            Show(session),
            Step(session, "pause", "Hold a rollout where it is"),
            Step(session, "resume", "Let a paused rollout go on"),
            Step(session, "skip", "Go on to the next step without waiting for its bake"),
            Step(session, "abort", "Take the traffic back to the champion"),
        };

    private static Command Show(Session session)
    {
        var run = RunReference.Argument();
        Command command = new("show", "Show a run's rollout: its looks, and what they found") { run };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var id = RunReference.IdOf(await RunReference.FindAsync(api, parse.GetValue(run)!));
            var rollout = await api.GetAsync($"runs/{id}/rollout");
            output.Write(session, parse, rollout, () =>
                new(
                    ["look", "at", "share", "outcome"],
                    [
                        .. rollout["looks"]!
                            .AsArray()
                            .Select(look =>
                                (string[])
                                    [
                                        PartTable.Text(look!["number"]),
                                        RunsCommand.Time(look["at"]),
                                        PartTable.Text(look["share"]),
                                        PartTable.Text(look["verdict"]?["outcome"]),
                                    ]
                            ),
                    ]
                )
            );
        });
        return command;
    }

    private static Command Step(Session session, string order, string description) =>
        One(session, order, description, $"rollout/{order}", [], (_, _) => { }, Told);

    private static Listing Told(JsonNode answer) =>
        Listing.Facts(((string[])["deployment", "version", "runId"]).Select(name => (name, (string?)PartTable.Text(answer[name]))));

    // A command names the plan that its giver saw: when another came meanwhile, nothing is done.
    private static Command One(
        Session session,
        string name,
        string description,
        string route,
        Option[] options,
        Action<ParseResult, JsonObject> fill,
        Func<JsonNode, Listing> view
    )
    {
        Argument<string> deployment = new("deployment") { Description = "A deployment, which has its pipeline's name" };
        Option<string> reason = new("--reason")
        {
            Description = "Why; it is kept in the audit log",
            HelpName = "TEXT",
            Required = true,
        };
        var revision = Values.Number("--revision", "The traffic plan that you saw; without it, the one that there is", 0, int.MaxValue);
        Command command = new(name, description) { deployment, reason, revision };
        foreach (var option in options)
        {
            command.Add(option);
        }

        var connection = new Connection(session).AddTo(command);
        var confirmation = new Confirmation().AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse, Role.Operator);
            var named = parse.GetValue(deployment)!;
            var seen = parse.GetValue(revision);
            if (seen is null)
            {
                var plan = await TrafficCommand.PlanAsync(api, named);
                TrafficCommand.Of(plan).Write(session.ErrorConsole);
                seen = (int)plan["revision"]!;
                confirmation.Ask(session, parse, $"{description}: {named}, from revision {seen}?", $"--revision {seen} or --yes");
            }

            JsonObject body = new() { ["reason"] = parse.GetValue(reason), ["revision"] = seen };
            fill(parse, body);
            var answer = await api.PostAsync($"deployments/{Uri.EscapeDataString(named)}/{route}", body, $"sml-{Guid.NewGuid():N}");
            output.Write(session, parse, answer, () => view(answer));
        });
        return command;
    }
}
