using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Cli.Remote;

/// <summary>Signs the evidence of a run that waits for approval: for it, or against it.</summary>
internal static class DecisionCommand
{
    public static Command Approve(Session session) =>
        One(session, "approve", "Sign the evidence of a run that waits for it: the model goes on into service");

    public static Command Reject(Session session) => One(session, "reject", "Say no to a run that waits for approval, with a reason");

    private static Command One(Session session, string decision, string description)
    {
        var run = RunReference.Argument();
        Option<string?> reason = new("--reason") { Description = "Why; it is kept with the signature", HelpName = "TEXT" };
        Option<string?> evidence = new("--evidence")
        {
            Description = "The digest that was read, or its beginning: nothing is signed when it is another by now",
            HelpName = "DIGEST",
        };
        Command command = new(decision, description) { run, reason, evidence };
        var connection = new Connection(session).AddTo(command);
        var confirmation = new Confirmation().AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            if (decision == "reject" && string.IsNullOrWhiteSpace(parse.GetValue(reason)))
            {
                throw CommandFailedException.Usage("A rejection needs a reason.", "Say it: --reason \"…\"");
            }

            using var api = connection.Open(parse, Role.Approver);
            var view = await RunReference.FindAsync(api, parse.GetValue(run)!);
            var (id, signed) = (RunReference.IdOf(view), Signed(view));
            if (parse.GetValue(evidence) is { } read)
            {
                Hold(read, signed);
            }
            else
            {
                var approval = await api.GetAsync($"runs/{id}/approval");
                session.Tell($"run       {id} ({view["pipeline"]}, batch {view["batch"]})");
                session.Tell($"evidence  {signed}");
                session.Tell($"state     {approval["message"] ?? view["message"]}");
                foreach (var remark in view["remarks"]?.AsArray() ?? [])
                {
                    session.Tell($"remark    {remark}");
                }

                if (decision == "approve" && (string?)approval["youCannotApprove"] is { } why)
                {
                    throw new CommandFailedException(ExitCode.Authentication, why, "Ask somebody who may: the policy names the roles.");
                }

                confirmation.Ask(
                    session,
                    parse,
                    $"{(decision == "approve" ? "Approve" : "Reject")} this evidence? (The card: sml run card {id})",
                    $"--evidence {signed[..19]} or --yes"
                );
            }

            var answer = await api.PostAsync(
                $"runs/{id}/decision",
                new()
                {
                    ["evidence"] = signed,
                    ["decision"] = decision,
                    ["comment"] = parse.GetValue(reason),
                }
            );
            output.Write(session, parse, answer, () => Listing.Facts(("run", id), ("decision", decision), ("evidence", signed)));
            if (output.IsForPeople(parse))
            {
                session.Tell($"Follow it: sml watch {id}");
            }
        });
        return command;
    }

    private static string Signed(JsonNode view) =>
        RunFollower.IsAsking(view) ? (string)view["evidence"]!
        : (string?)view["state"] == "running"
            ? throw new CommandFailedException(
                ExitCode.Pending,
                $"The run {RunReference.IdOf(view)} does not wait for approval yet; it is in {view["stage"]}.",
                $"Follow it: sml watch {RunReference.IdOf(view)}"
            )
        : throw new CommandFailedException(
            ExitCode.Failed,
            $"The run {RunReference.IdOf(view)} has ended ({view["state"]}): nothing waits for approval.",
            "List those that wait: sml runs --state running"
        );

    // Twelve figures of a digest are its name; fewer could be another's by chance.
    private static void Hold(string read, string signed)
    {
        var hex = read.StartsWith("sha256:", StringComparison.Ordinal) ? read : $"sha256:{read}";
        if (hex.Length < "sha256:".Length + 12 || !signed.StartsWith(hex, StringComparison.Ordinal))
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"The run waits for a signature of {signed}, not of {hex}{(hex.Length < 19 ? " (at least 12 figures)" : "")}.",
                "Read the evidence that it has now (sml run card), and name its digest."
            );
        }
    }
}
