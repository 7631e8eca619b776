using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Remote;

/// <summary>Shows which versions answer a deployment's requests.</summary>
internal static class TrafficCommand
{
    public static Command Make(Session session)
    {
        Argument<string> deployment = new("deployment") { Description = "A deployment, which has its pipeline's name" };
        Command command = new("traffic", "Show which versions of a deployment answer, and their share") { deployment };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var plan = await PlanAsync(api, parse.GetValue(deployment)!);
            output.Write(session, parse, plan, () => Of(plan));
        });
        return command;
    }

    public static Task<JsonNode> PlanAsync(SystemApi api, string deployment) =>
        api.GetAsync($"deployments/{Uri.EscapeDataString(deployment)}/traffic");

    /// <summary>A plan for people.</summary>
    public static Listing Of(JsonNode plan) =>
        new(
            ["version", "share", "revision", "by", "why"],
            [
                .. plan["arms"]!
                    .AsArray()
                    .Select(arm =>
                        (string[])
                            [
                                PartTable.Text(arm!["version"]),
                                string.Create(CultureInfo.InvariantCulture, $"{((double?)arm["weight"] ?? 0) / 100:0.##} %"),
                                PartTable.Text(plan["revision"]),
                                PartTable.Text(plan["by"]),
                                PartTable.Text(plan["reason"]),
                            ]
                    ),
            ]
        );
}
