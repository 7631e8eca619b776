using ServerlessML.Preview.Policies;

namespace ServerlessML.Tests.Infra;

/// <summary>A first up, dry: in which order things are made, and that nothing is needed that only comes later.</summary>
public sealed class OrderTests
{
    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task AFirstUp_OfAStackAsItIsKept_NeedsNothingThatOnlyAReleaseBrings(string stack)
    {
        var graph = await Graphs.Of(stack);

        Assert.Null(graph.Release);
        Assert.Equal([], OrderPolicies.FindOwnImages(graph));
        Assert.Equal([], OrderPolicies.Find(graph));
    }

    [Fact]
    public async Task AnUp_WithARelease_TakesItsImages()
    {
        var graph = await Graphs.With("prod", ("release", "v1"));

        Assert.Equal(
            ["gateway-app", "job", "on-demand-job"],
            OrderPolicies.FindOwnImages(graph).Select(found => found.Split(':')[0]).Order(StringComparer.Ordinal)
        );
        Assert.Equal([], OrderPolicies.Find(graph));
        Assert.Contains(
            "gateway-app: ",
            OrderPolicies
                .Find(graph with { Release = null })
                .First(found => found.EndsWith("is not there before the first release", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    // What starts without its roles fails at its first look, and Azure tells of roles with delay.
    [Theory]
    [InlineData("gateway-app", "gateway-acrpull-registry", "gateway-storage-blob-data-reader-deployments", "registry", "environment")]
    [InlineData(
        "job",
        "runner-acrpull-registry",
        "runner-storage-queue-data-contributor-training-jobs",
        "queue-training-jobs",
        "container-runs"
    )]
    [InlineData(
        "app",
        "functions-key-vault-secrets-user-vault",
        "functions-storage-blob-data-owner-storage",
        "container-app-package",
        "vault",
        "plan"
    )]
    [InlineData(
        "batch-complete",
        "events-storage-queue-data-message-sender-landing-events",
        "events-storage-blob-data-contributor-event-dead-letters",
        "queue-landing-events",
        "topic"
    )]
    public async Task WhatRuns_WaitsForItsRolesAndForWhatItUses(string resource, params string[] needed) =>
        Assert.Superset(
            needed.ToHashSet(StringComparer.Ordinal),
            OrderPolicies.Before(await Graphs.Of("prod"), resource).ToHashSet(StringComparer.Ordinal)
        );

    [Fact]
    public async Task AReference_ThatIsNotWaitedFor_IsFound()
    {
        var graph = await Graphs.Of("dev");

        Assert.Contains(
            "topic-diagnostics: refers to topic and does not wait for it",
            OrderPolicies.Find(graph with { Waits = [.. graph.Waits.Where(wait => wait != ("topic-diagnostics", "topic"))] })
        );
        Assert.Contains("logs: waits for itself", OrderPolicies.Find(graph with { Waits = [.. graph.Waits, ("group", "logs")] }));
    }

    [Fact]
    public async Task ASubscription_ToAFunction_IsFound()
    {
        var graph = await Graphs.Of("dev");
        var broken = graph with
        {
            Nodes =
            [
                .. graph.Nodes.Select(node =>
                    node.Name == "batch-complete"
                        ? node with
                        {
                            Inputs = node.Inputs.SetItem("destination", "/sites/app/functions/BlobLanded"),
                        }
                        : node
                ),
            ],
        };

        Assert.Contains("batch-complete: delivers to a function, which is there after the first release only", OrderPolicies.Find(broken));
    }

    [Fact]
    public async Task Deploying_FromNothing_GoesInTheOneOrder()
    {
        var steps = File.ReadAllText(Path.Combine(Repository.Root, "docs", "how-to", "deploy-to-azure.md"))
            .Split("## Step by step")[1]
            .Split("\n## ")[0];
        int[] order =
        [
            At("pulumi preview && pulumi up"),
            At("eng/publish-azure dev v1"),
            At("pulumi config set release v1"),
            steps.LastIndexOf("pulumi config set release v1 && pulumi up", StringComparison.Ordinal),
        ];

        Assert.Equal(order.Order(), order);
        Assert.Contains(
            $"({(await Graphs.Of("dev")).Resources.Count()} resources in {(await Graphs.Of("dev")).Parts.Count()} parts)",
            steps,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("release", File.ReadAllText(Path.Combine(Graphs.Folder, "Pulumi.prod.yaml")), StringComparison.Ordinal);

        int At(string command) =>
            steps.IndexOf(command, StringComparison.Ordinal) is var at and >= 0
                ? at
                : throw new InvalidOperationException($"«{command}» is not among the steps.");
    }
}
