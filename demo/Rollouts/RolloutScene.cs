using System.Text.Json.Nodes;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Ml.Data;

namespace ServerlessML.Demo.Rollouts;

/// <summary>
/// The kinds of release that the story has: each lands a batch, signs, sends traffic, waits for the end, and checks what is left.
/// </summary>
public sealed class RolloutScene(DemoStage stage, IReadOnlyList<Flight> flights)
{
    private static readonly TrafficPace WithOutcomes = new()
    {
        Senders = 4,
        Pause = TimeSpan.FromMilliseconds(12),
        OutcomesAfter = TimeSpan.FromSeconds(0.5),
    };
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(1);

    private readonly string _definition = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "flight-rollouts.yaml"));

    public async Task ChampionAsync(string file, CancellationToken cancellation)
    {
        var runId = await LandedAsync(FlightMonths.January, [file], new() { Parameters = "{ epochs: 1 }" }, cancellation);
        await SignedAsync(runId, cancellation);
        await stage.EndAsync(runId, RunState.Completed, cancellation);
        stage.Narrator.Done("version 1 has 100 % of the traffic");
    }

    public async Task<ReleaseOutcome> RejectedByTheGateAsync(
        string release,
        string batch,
        string file,
        string reason,
        CancellationToken cancellation
    )
    {
        var before = await TogetherAsync(cancellation);
        var runId = await LandedAsync(batch, [file], new(), cancellation);
        var message = Said(await stage.EndAsync(runId, RunState.Rejected, cancellation));
        if (!message.Contains(reason, StringComparison.Ordinal))
        {
            throw new DemoFailedException($"The gate must name {reason}, but says: {message}");
        }

        Unchanged(before, await TogetherAsync(cancellation));
        stage.Narrator.Done($"rejected: {message}");
        return new()
        {
            Release = release,
            End = RunState.Rejected,
            Message = message,
        };
    }

    /// <param name="release">Its name in the report.</param>
    /// <param name="batch">The batch that lands.</param>
    /// <param name="file">Of the batch.</param>
    /// <param name="plan">Its definition.</param>
    /// <param name="measure">That must be the reason.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<ReleaseOutcome> TurnedBackAsync(
        string release,
        string batch,
        string file,
        ReleasePlan plan,
        string measure,
        CancellationToken cancellation
    )
    {
        var before = await TogetherAsync(cancellation);
        var runId = await LandedAsync(batch, [file], plan, cancellation);
        await SignedAsync(runId, cancellation);
        await using var traffic = Traffic(WithOutcomes);
        traffic.Start();
        var message = Said(await stage.EndAsync(runId, RunState.Rejected, cancellation));
        await Task.Delay(Afterwards, cancellation);
        await traffic.StopAsync();
        if (!message.Contains("turned back", StringComparison.Ordinal) || !message.Contains(measure, StringComparison.Ordinal))
        {
            throw new DemoFailedException($"The measure {measure} must turn the rollout back, but the run says: {message}");
        }

        Unchanged(before, await TogetherAsync(cancellation));
        var figure = await FigureAsync(release, runId, RunState.Rejected, message, traffic, before.Version, cancellation);
        stage.Narrator.Done(
            $"turned back after {figure.Looks} looks, {DemoStage.Text(figure.Exposed!.Value.TotalSeconds, "0.0")} s after its "
                + $"first answer: {message}"
        );
        return figure;
    }

    public async Task<ReleaseOutcome> AsksAsync(string release, string batch, string file, ReleasePlan plan, CancellationToken cancellation)
    {
        var before = await TogetherAsync(cancellation);
        var runId = await LandedAsync(batch, [file], plan, cancellation);
        await SignedAsync(runId, cancellation);
        await using var traffic = Traffic(WithOutcomes with { OutcomesAfter = null });
        traffic.Start();
        var asking = await stage.UntilAsync(runId, run => Said(run).StartsWith("asks at", StringComparison.Ordinal), cancellation);
        if (DemoStage.HasEnded(asking))
        {
            throw new DemoFailedException($"The rollout must hold and ask, but it ended: {Said(asking)}");
        }

        stage.Narrator.Done($"the rollout {Said(asking)}");
        await stage.Api.PostAsync(
            $"/api/deployments/{RolloutDemonstration.Pipeline}/rollout/abort",
            Role.Operator,
            new { reason = "no outcomes, no promotion" },
            cancellation
        );
        var message = Said(await stage.EndAsync(runId, RunState.Rejected, cancellation));
        await traffic.StopAsync();
        Unchanged(before, await TogetherAsync(cancellation));
        stage.Narrator.Done(message);
        return await FigureAsync(release, runId, RunState.Rejected, $"{Said(asking)} – {message}", traffic, before.Version, cancellation);
    }

    public async Task<ReleaseOutcome> PromotedAsync(string release, string batch, IEnumerable<string> files, CancellationToken cancellation)
    {
        var before = await TogetherAsync(cancellation);
        var runId = await LandedAsync(batch, files, new() { ChecksBefore = true }, cancellation);
        await SignedAsync(runId, cancellation);
        await using var traffic = Traffic(WithOutcomes);
        traffic.Start();
        var message = Said(await stage.EndAsync(runId, RunState.Completed, cancellation));
        await traffic.StopAsync();
        var after = await TogetherAsync(cancellation);
        if (after.Version == before.Version)
        {
            throw new DemoFailedException($"The good candidate must be promoted, but version {after.Version} still serves.");
        }

        stage.Narrator.Done(message);
        return await FigureAsync(release, runId, RunState.Completed, message, traffic, before.Version, cancellation);
    }

    /// <summary>Tells of each row of a file whether it would be held out.</summary>
    public static IReadOnlyList<bool> HeldOut(string path)
    {
        var split = Split.Of(
            new()
            {
                Name = RolloutDemonstration.Pipeline,
                Data = FlightContract.Data,
                Evaluation = FlightContract.Holdout,
            }
        );
        var rows = TableReader.ReadSplit([new(path, Path.GetFileName(path), DataFormat.Parquet)], FlightContract.Data, split);
        return [.. rows.Draws.Holdout().Select(side => side == RowSide.Held)];
    }

    private TrafficGenerator Traffic(TrafficPace pace) => new(stage.System.Gateway, RolloutDemonstration.Pipeline, flights, pace);

    private async Task<string> LandedAsync(string batch, IEnumerable<string> files, ReleasePlan plan, CancellationToken cancellation)
    {
        await stage.Api.PutTextAsync($"/api/pipelines/{RolloutDemonstration.Pipeline}", plan.In(_definition), cancellation);
        await stage.Landing.DropAsync(RolloutDemonstration.Pipeline, batch, files, cancellation);
        var runId = await stage.RunOfAsync(batch, cancellation);
        stage.Narrator.Done($"run {runId} started");
        return runId;
    }

    private async Task SignedAsync(string runId, CancellationToken cancellation) =>
        await stage.SignAsync(
            runId,
            await stage.UntilApprovalAsync(runId, cancellation),
            approved: true,
            "let live traffic tell",
            cancellation
        );

    private async Task<ReleaseOutcome> FigureAsync(
        string release,
        string runId,
        string end,
        string message,
        TrafficGenerator traffic,
        int champion,
        CancellationToken cancellation
    )
    {
        if (traffic.Failures > 0)
        {
            throw new DemoFailedException($"{traffic.Failures} requests failed during the release '{release}'.");
        }

        var looks = (await stage.Api.GetAsync($"/api/runs/{runId}/rollout", cancellation))["looks"]!.AsArray();
        var arms = traffic.Answers.ToLookup(answer => answer.Version == champion);
        var mine = arms[false].Select(answer => answer.At).ToList();
        var isBack = mine.Count > 0 && end != RunState.Completed;
        return new()
        {
            Release = release,
            End = end,
            Message = message,
            Looks = looks.Count(look => (long?)look!["treated"]?["requests"] > 0),
            Candidate = ArmFigure.Of(arms[false]),
            Champion = ArmFigure.Of(arms[true]),
            Exposed = isBack ? mine.Max() - mine.Min() : null,
            Restored = isBack ? traffic.StartedAt + mine.Max() - looks[^1]!["at"]!.GetValue<DateTimeOffset>() : null,
        };
    }

    /// <summary>What serves, once traffic, alias and baseline are seen to name the same version.</summary>
    private async Task<(int Version, string? Profile)> TogetherAsync(CancellationToken cancellation)
    {
        var plan = await stage.Api.GetAsync($"/api/deployments/{RolloutDemonstration.Pipeline}/traffic", cancellation);
        var arm = plan["arms"]!.AsArray().Single(arm => (int)arm!["weight"]! == TrafficPlan.WholeWeight)!;
        var aliases = (await stage.Api.GetAsync($"/api/pipelines/{RolloutDemonstration.Pipeline}/models", cancellation))["aliases"]!;
        return (int)arm["version"]! == (int?)aliases["champion"] && aliases["challenger"] is null
            ? ((int)arm["version"]!, (string?)arm["profile"])
            : throw new DemoFailedException(
                $"Traffic and aliases name different versions: {plan.ToJsonString()} and {aliases.ToJsonString()}"
            );
    }

    private static void Unchanged((int Version, string? Profile) before, (int Version, string? Profile) after)
    {
        if (before != after)
        {
            throw new DemoFailedException($"Version {before.Version} must serve on with its baseline, but version {after.Version} serves.");
        }
    }

    private static string Said(JsonNode run) => (string?)run["message"] ?? "";
}
