using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Demo;

/// <summary>What every chapter works with, and the steps that several of them take.</summary>
public sealed class DemoStage(RunningSystem system, Narrator narrator, FlightMonths months, string pipeline = Demonstration.Pipeline)
{
    private static readonly TimeSpan StageLimit = TimeSpan.FromMinutes(5);

    public RunningSystem System { get; } = system;
    public Narrator Narrator { get; } = narrator;
    public FlightMonths Months { get; } = months;
    public ApiClient Api { get; } = system.Api;
    public LandingClient Landing { get; } = new(system.StorageConnection);

    /// <summary>Waits until the trigger has started a run of the batch.</summary>
    public Task<string> RunOfAsync(string batch, CancellationToken cancellation) =>
        Narrator.WaitAsync(
            $"the trigger picks up '{batch}'",
            StageLimit,
            async _ =>
            {
                var runs = await Api.FindAsync($"/api/runs?pipeline={pipeline}", cancellation);
                return runs?["runs"]?.AsArray().FirstOrDefault(run => (string?)run?["batch"] == batch)?["runId"]?.GetValue<string>();
            },
            cancellation
        );

    /// <summary>Waits until the run is at a stage, or has ended.</summary>
    public Task<JsonNode> UntilAsync(string runId, Func<JsonNode, bool> reached, CancellationToken cancellation, TimeSpan? limit = null) =>
        Narrator.WaitAsync(
            runId,
            limit ?? StageLimit,
            async tell =>
            {
                if (await Api.FindAsync($"/api/runs/{runId}", cancellation) is not { } run)
                {
                    return null;
                }

                tell(Describe(run));
                return reached(run) || HasEnded(run) ? run : null;
            },
            cancellation
        );

    /// <summary>Waits for the run's end and checks that it is the one that the story needs.</summary>
    public async Task<JsonNode> EndAsync(string runId, string state, CancellationToken cancellation)
    {
        var run = await UntilAsync(runId, HasEnded, cancellation);
        return (string?)run["state"] == state
            ? run
            : throw new DemoFailedException($"The run {runId} ended as '{run["state"]}', not '{state}': {run["message"]}");
    }

    public async Task<JsonNode> UntilApprovalAsync(string runId, CancellationToken cancellation, TimeSpan? limit = null)
    {
        var run = await UntilAsync(runId, run => run["evidence"] is not null, cancellation, limit);
        return run["evidence"] is not null
            ? run
            : throw new DemoFailedException($"The run {runId} ended before anybody could sign: {run["message"]}");
    }

    /// <summary>Reads the evidence, checks that its digest is the one to sign, and signs.</summary>
    public async Task<Evidence> SignAsync(string runId, JsonNode run, bool approved, string comment, CancellationToken cancellation)
    {
        var digest = Digest.Parse(run["evidence"]!.GetValue<string>());
        var node = await Api.GetAsync($"/api/runs/{runId}/evidence", cancellation);
        var evidence = node.Deserialize<Evidence>(Wire.Options) ?? throw new DemoFailedException("The evidence is empty.");
        if (CanonicalJson.DigestOf(evidence) != digest)
        {
            throw new DemoFailedException($"The evidence does not have the digest {digest} that the run asks people to sign.");
        }

        await Api.PostAsync(
            $"/api/runs/{runId}/decision",
            Role.Approver,
            new
            {
                evidence = digest,
                approved,
                comment,
            },
            cancellation
        );
        Narrator.Done($"{(approved ? "approved" : "rejected")} by approver@local, bound to the evidence {digest.Short}…");
        return evidence;
    }

    public async Task<RunManifest> ManifestAsync(string runId, CancellationToken cancellation) =>
        (await Api.GetAsync($"/api/runs/{runId}/manifest", cancellation)).Deserialize<RunManifest>(Wire.Options)
        ?? throw new DemoFailedException($"The run {runId} has no manifest.");

    public static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    public static bool HasEnded(JsonNode run) => (string?)run["state"] != RunState.Running;

    private static string Describe(JsonNode run)
    {
        var training = run["training"];
        var steps = training?["steps"]?.GetValue<long>() ?? 0;
        var progress =
            (string?)run["stage"] == "training" && steps > 0
                ? string.Create(CultureInfo.InvariantCulture, $" {training!["step"]} of {steps} steps")
                : "";
        return $"{run["stage"]}: {run["message"]}{progress}";
    }
}
