using System.Net;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Rollout.Routing;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>A rollout whose looks nobody could feed is refused when it is put, with the target and the guard.</summary>
[Collection(StorageCollection.Name)]
public sealed class TrafficRulesTests(StorageRoom room)
{
    private const string Group = "Azure:Subscription=s;Azure:ResourceGroup=g";

    [Theory]
    [InlineData("azureMl", "monitor", "guardrails: { max-error-ratio: 2, max-p99: 200ms }\n", "")]
    [InlineData(
        "azureMl",
        "monitor",
        "experiment: { method: canary, canary: { metrics: [{ metric: error-rate }, { metric: latency-p99 }] } }\n  look-every: 1m\n",
        ""
    )]
    [InlineData(
        "azureMl",
        "monitor",
        "guardrails: { max-shift: 0.1 }\n",
        "'rollout.guardrails.max-shift' cannot be fed by Traffic__Target=azureMl with Traffic__Counts=monitor"
    )]
    [InlineData(
        "azureMl",
        "monitor",
        "guardrails: { floors: [{ metric: quality, least: 0.7 }] }\n",
        "'rollout.guardrails.floors' of 'quality' cannot be fed"
    )]
    [InlineData("azureMl", "monitor", "experiment: { metric: outcome }\n", "'rollout.experiment' cannot be fed by Traffic__Target=azureMl")]
    [InlineData(
        "azureMl",
        "monitor",
        "experiment: { method: canary }\n  look-every: 1m\n",
        "'rollout.experiment' cannot be fed by Traffic__Target=azureMl"
    )]
    [InlineData("azureMl", "monitor", "shadow: { share: 0.1 }\n", "'rollout.shadow' cannot be fed")]
    [InlineData("azureMl", "gateway", "shadow: { share: 0.1 }\n  guardrails: { max-shift: 0.1 }\n  experiment: { metric: outcome }\n", "")]
    [InlineData(
        "containerApps",
        "gateway",
        "shadow: { share: 0.1 }\n  guardrails: { max-shift: 0.1 }\n  experiment: { metric: outcome }\n",
        ""
    )]
    [InlineData(
        "containerApps",
        "gateway",
        "aa: { duration: 1h }\n",
        "'rollout.aa' needs two arms of one version, which Traffic__Target=containerApps cannot tell apart"
    )]
    public void Problems_OfARollout_AreThoseThatWouldHoldForEver(string target, string counts, string rollout, string expected)
    {
        var rules = new TrafficRules(new() { Target = target, Counts = counts });
        var problems = string.Join("; ", rules.Problems(PipelineYaml.Parse(Definition("flights", rollout)).Rollout));
        Assert.True(expected.Length == 0 ? problems.Length == 0 : problems.Contains(expected, StringComparison.Ordinal), problems);
        Assert.Empty(new TrafficRules(new()).Problems(PipelineYaml.Parse(Definition("flights", rollout)).Rollout));
    }

    [Fact]
    public void Problems_OfAStepFinerThanAPercent_AreSaidBeforeItIsReached() =>
        Assert.Contains(
            "a weight of 0.5 %",
            new TrafficRules(new() { Target = "containerApps" }).Problems(
                new() { Steps = [new() { Weight = 0.5 }, new() { Weight = 100 }] }
            )[0],
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Put_ADefinitionThatCouldNotBeWatched_IsRefused()
    {
        var settings = $"Traffic:Target=azureMl;Traffic:Workspace=ml;{Group}"
            .Split(';')
            .Select(setting => setting.Split('='))
            .Select(pair => (pair[0], pair[1]));
        await using var host = await ApiHost.StartAsync(room, [.. settings]);
        using var client = host.Client("engineer");
        var name = room.NewName("watched");

        using var answer = await client.PutAsync(
            $"pipelines/{name}",
            new StringContent(Definition(name, "experiment: { metric: outcome }\n"))
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "'rollout.experiment' cannot be fed by Traffic__Target=azureMl",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        using var good = await client.PutAsync(
            $"pipelines/{name}",
            new StringContent(Definition(name, "guardrails: { max-p99: 200ms }\n"))
        );
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    private static string Definition(string name, string rollout) =>
        $"name: {name}\ndata:\n  label: {{ name: late, values: [0, 1] }}\n  columns: {{ distance: {{ type: number }} "
        + $"}}\ntraining: {{ recipe: linear }}\n"
        + $"rollout:\n  steps:\n    - {{ weight: 10, bake: 1h }}\n    - {{ weight: 100 }}\n  {rollout}";
}
