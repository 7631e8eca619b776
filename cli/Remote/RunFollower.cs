using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Remote;

/// <summary>Tells what a run does until it ends or waits for people, and says by the exit code how it stands.</summary>
internal static class RunFollower
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long the API may be away: a host that was killed is started again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <param name="session">Where to.</param>
    /// <param name="api">Whom to ask.</param>
    /// <param name="runId">Whose.</param>
    /// <param name="toTheEnd">Whether to go on while people are waited for.</param>
    /// <param name="cancellation">Ends it; the run goes on.</param>
    public static async Task<int> FollowAsync(Session session, SystemApi api, string runId, bool toTheEnd, CancellationToken cancellation)
    {
        string? said = null;
        var answered = session.Time.GetUtcNow();
        while (true)
        {
            try
            {
                var run = await api.GetAsync($"runs/{runId}");
                answered = session.Time.GetUtcNow();
                var line = LineOf(run);
                if (line != said)
                {
                    session.Tell($"  {session.Time.GetLocalNow():HH:mm:ss}  {line}");
                    said = line;
                }

                if (CodeOf(run, toTheEnd) is { } code)
                {
                    TellNext(session, run);
                    return code;
                }
            }
            catch (CommandFailedException away) when (IsAway(away) && session.Time.GetUtcNow() - answered < Patience) { }

            await Task.Delay(Interval, session.Time, cancellation);
        }
    }

    /// <summary>The exit code of a run that ended, or that waits for people; null while it goes on by itself.</summary>
    public static int? CodeOf(JsonNode run, bool toTheEnd) =>
        (string?)run["state"] switch
        {
            "completed" => ExitCode.Done,
            "running" when (IsAsking(run) || IsQuarantined(run)) && !toTheEnd => ExitCode.Pending,
            "running" => null,
            _ => ExitCode.SaidNo,
        };

    /// <summary>Whether the run waits for a signature.</summary>
    public static bool IsAsking(JsonNode run) => run["evidence"] is not null && (string?)run["stage"] == "approval";

    /// <summary>Whether the run's batch was rejected, and the run waits for a person who accepts it all the same.</summary>
    private static bool IsQuarantined(JsonNode run) => run["override"] is not null;

    private static bool IsAway(CommandFailedException failure) =>
        failure is UnreachableException or ApiProblemException { Status: System.Net.HttpStatusCode.ServiceUnavailable };

    private static string LineOf(JsonNode run)
    {
        var place = (string?)run["state"] == "running" ? (string?)run["stage"] ?? "running" : (string?)run["state"];
        var weight = run["weight"] is { } share ? $" at {share} %" : "";
        return PlainText.Line($"{place}{weight}{((string?)run["message"] is { Length: > 0 } message ? $": {message}" : "")}");
    }

    private static void TellNext(Session session, JsonNode run)
    {
        var id = RunReference.IdOf(run);
        var next = (string?)run["state"] switch
        {
            "completed" => null,
            "running" when IsQuarantined(run) =>
                $"See why: sml run validation {id}. Whoever may accept the batch all the same says so: sml override {id} --reason …",
            "running" => $"Read the card (sml run card {id}), then: sml approve {id} --reason …, or sml reject {id} --reason …",
            "rejected" => $"See why: sml run validation {id}, sml run card {id}",
            _ => $"See what happened: sml run show {id}, sml logs {id}",
        };
        if (next is not null)
        {
            session.Tell(next);
        }
    }
}
