using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Cli.Remote;

/// <summary>Accepts the batch of a run that waits for it, although it broke rules.</summary>
internal static class OverrideCommand
{
    public static Command Make(Session session)
    {
        Argument<string> run = new("run") { Description = "The run that waits" };
        Option<string> reason = new("--reason")
        {
            Description = "Why the batch is good all the same; kept for good",
            HelpName = "TEXT",
            Required = true,
        };
        Option<string?> report = new("--report")
        {
            Description = "The digest of the validation report that was read; the one that the run waits about by default",
            HelpName = "DIGEST",
        };
        Option<bool> baseline = new("--baseline") { Description = "Compare later batches with this one, and train on it with them" };
        Command command = new("override", "Accept a quarantined batch, with a reason") { run, reason, report, baseline };
        var output = new OutputOptions().AddTo(command);
        var connection = new Connection(session).AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse, Role.Operator);
            var id = Uri.EscapeDataString(parse.GetValue(run)!);
            var digest = parse.GetValue(report) ?? await WaitingAsync(api, id);
            var answer = await api.PostAsync(
                $"runs/{id}/override",
                new()
                {
                    ["report"] = digest,
                    ["reason"] = parse.GetValue(reason),
                    ["baseline"] = parse.GetValue(baseline),
                },
                Guid.NewGuid().ToString("N")
            );
            output.Write(session, parse, answer, () => Table(answer));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> WaitingAsync(SystemApi api, string run)
    {
        var view = await api.GetAsync($"runs/{run}");
        return (string?)view["override"]?["report"]
            ?? throw new CommandFailedException(
                ExitCode.Failed,
                $"The run '{view["runId"]}' does not wait for an override: it is {view["state"]} ({view["message"]})."
            );
    }

    private static Listing Table(JsonNode answer) =>
        Listing.Facts([
            ("Run", (string?)answer["runId"]),
            ("Overridden by", (string?)answer["decision"]?["by"]),
            ("Reason", (string?)answer["decision"]?["comment"]),
            ("Report", (string?)answer["decision"]?["evidence"]),
        ]);
}
