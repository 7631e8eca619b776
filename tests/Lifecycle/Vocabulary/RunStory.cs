using System.Net;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Tests.Lifecycle.Vocabulary;

/// <summary>What people do to one run, and what they see of it.</summary>
public sealed class RunStory(PipelineStory pipeline, string id)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public string Id => id;

    public async Task<JsonNode> ViewAsync() => (await pipeline.World.GetAsync($"runs/{id}")).Is(HttpStatusCode.OK).Json;

    public async Task<string> StateAsync() => (string)(await ViewAsync())["state"]!;

    /// <returns>The digest that is to be signed.</returns>
    /// <param name="other">Evidence that was there before; another is waited for.</param>
    public Task<string> ThenWaitsForApprovalAsync(string? other = null) =>
        WaitFor.ValueAsync(
            $"{id} to wait for approval",
            async () =>
            {
                var view = await ViewAsync();
                Assert.True((string?)view["state"] == RunState.Running, $"{id} ended: {view["message"]}");
                return (string?)view["evidence"] is { } evidence && evidence != other ? evidence : null;
            },
            Patience
        );

    public Task<Answer> WhenSignedAsync(string evidence, bool approved = true, string role = "approver", string comment = "a story") =>
        pipeline.World.PostAsync(
            $"runs/{id}/decision",
            role,
            new JsonObject
            {
                ["evidence"] = evidence,
                ["approved"] = approved,
                ["comment"] = comment,
            }.ToJsonString()
        );

    public async Task WhenApprovedAsync() => (await WhenSignedAsync(await ThenWaitsForApprovalAsync())).Is(HttpStatusCode.Accepted);

    public Task<Answer> WhenCancelledAsync() => pipeline.World.PostAsync($"runs/{id}/cancel", "operator", "");

    public async Task<RunStory> WhenReproducedAsync()
    {
        var answer = (await pipeline.World.PostAsync($"runs/{id}/reproduce", "engineer", "")).Is(HttpStatusCode.Accepted);
        return new(pipeline, (string)answer.Json["runId"]!);
    }

    /// <returns>How it ended, in words.</returns>
    public async Task<string> ThenEndsAsync(string state, params string[] named)
    {
        try
        {
            await WaitFor.TrueAsync($"the end of {id}", async () => await StateAsync() != RunState.Running, Patience);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} It is {await ViewAsync()}", late);
        }

        var view = await ViewAsync();
        var message = (string?)view["message"] ?? "";
        Assert.True((string?)view["state"] == state, $"expected {state}, got {view["state"]}: {message}");
        Assert.All(named, word => Assert.Contains(word, message, StringComparison.Ordinal));
        return message;
    }

    /// <summary>The run's message says something; it goes on meanwhile.</summary>
    public Task ThenSaysAsync(string words) =>
        WaitFor.TrueAsync(
            $"{id} to say «{words}»",
            async () => ((string?)(await ViewAsync())["message"])?.Contains(words, StringComparison.Ordinal) == true,
            Patience
        );

    public Task ThenReachesAsync(Stage stage) =>
        WaitFor.TrueAsync(
            $"{id} to reach {stage}",
            async () => Enum.TryParse<Stage>((string?)(await ViewAsync())["stage"], ignoreCase: true, out var at) && at >= stage,
            Patience
        );

    public Task<Answer> ManifestAsync() => pipeline.World.GetAsync($"runs/{id}/manifest");

    public Task<Answer> EvidenceAsync() => pipeline.World.GetAsync($"runs/{id}/evidence");

    /// <summary>The first violation of that rule in the run's validation report.</summary>
    public async Task<RuleViolation> ThenViolatesAsync(string rule, string? column = null)
    {
        var report = CanonicalJson.Deserialize<ValidationReport>(
            (await pipeline.World.GetAsync($"runs/{id}/validation")).Is(HttpStatusCode.OK).Bytes
        );
        Assert.False(report.Accepted);
        return report.Violations.FirstOrDefault(violation => violation.Rule == rule && (column is null || violation.Column == column))
            ?? throw new Xunit.Sdk.XunitException(
                $"no violation of «{rule}», but: "
                    + $"{string.Join("; ", report.Violations.Select(violation => $"{violation.Rule}: {violation.Message}"))}"
            );
    }
}
