using System.Collections.Immutable;
using System.Text.Json;
using Pulumi;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Training;
using ServerlessML.Infra.Parts;
using ServerlessML.Preview;
using ServerlessML.Preview.Recording;

namespace ServerlessML.Tests.Infra;

/// <summary>The program, run as Pulumi's own test support runs it.</summary>
public sealed class StackTests
{
    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Stack_Containers_AreThoseOfTheLayout(string stack) =>
        Assert.Equal(
            StorageLayout.Containers.Concat([DataStorage.PackageContainer, DataStorage.DeadLetterContainer]).Order(StringComparer.Ordinal),
            (await Graphs.Of(stack))
                .Of("storage:BlobContainer")
                .Select(container => container.Text("containerName")!)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task Stack_Queues_AreThoseOfTheLayoutAndTheirPoison() =>
        Assert.Equal(
            StorageLayout.Queues.SelectMany(queue => (string[])[queue, $"{queue}-poison"]).Order(StringComparer.Ordinal),
            (await Graphs.Of("dev")).Of("storage:Queue").Select(queue => queue.Text("queueName")!).Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Subscription_ToLandedBatches_PutsThemIntoTheQueueByItsIdentity(string stack)
    {
        var graph = await Graphs.Of(stack);
        var subscription = Assert.Single(graph.Of("eventgrid:SystemTopicEventSubscription"));
        var identity = graph.Nodes.Single(node => node.Name == "events").Id;

        Assert.EndsWith($"/containers/{StorageLayout.Landing}/", subscription.Text("filter.subjectBeginsWith"), StringComparison.Ordinal);
        Assert.EndsWith($"/{StorageLayout.CompleteMarker}", subscription.Text("filter.subjectEndsWith"), StringComparison.Ordinal);
        Assert.Equal(
            ("StorageQueue", StorageLayout.LandingEvents),
            (
                subscription.Text("deliveryWithResourceIdentity.destination.endpointType"),
                subscription.Text("deliveryWithResourceIdentity.destination.queueName")
            )
        );
        Assert.Equal(
            (identity, identity),
            (
                subscription.Text("deliveryWithResourceIdentity.identity.userAssignedIdentity"),
                subscription.Text("deadLetterWithResourceIdentity.identity.userAssignedIdentity")
            )
        );
        Assert.Equal(
            DataStorage.DeadLetterContainer,
            subscription.Text("deadLetterWithResourceIdentity.deadLetterDestination.blobContainerName")
        );
        Assert.DoesNotContain(graph.Resources, resource =>
            ResourceGraph.Strings(resource.Inputs).Any(text => text.Contains("webhook", StringComparison.OrdinalIgnoreCase))
        );
    }

    // Beyond the network nobody can set the secret otherwise, and Key Vault has no other door.
    [Fact]
    public async Task Vault_InAPrivateNetwork_LetsInWhoIsNamed()
    {
        var (closed, open) = (
            (await Graphs.Of("prod")).Of("keyvault:Vault").Single(),
            (await Graphs.With("prod", ("allowedAddresses", "203.0.113.0/24"))).Of("keyvault:Vault").Single()
        );

        Assert.Equal(
            ("Disabled", "Deny"),
            (closed.Text("properties.publicNetworkAccess"), closed.Text("properties.networkAcls.defaultAction"))
        );
        Assert.Equal(("Enabled", "Deny"), (open.Text("properties.publicNetworkAccess"), open.Text("properties.networkAcls.defaultAction")));
        Assert.Equal(
            "203.0.113.0/24",
            Assert.Single(
                ((System.Collections.IEnumerable)open.Input("properties.networkAcls.ipRules")!).Cast<IReadOnlyDictionary<string, object>>()
            )["value"]
        );
    }

    [Fact]
    public async Task Functions_StartingJobs_KnowWhichAndWhere()
    {
        var graph = await Graphs.With("prod", ("trainingStart", "job"));
        var settings = ((System.Collections.IEnumerable)graph.Of("web:WebApp").Single().Input("siteConfig.appSettings")!)
            .Cast<IReadOnlyDictionary<string, object>>()
            .ToDictionary(pair => (string)pair["name"], pair => (string)pair["value"]);

        Assert.Equal(
            ("containerApps", TrainingRunner.JobName, RecordingMocks.Subscription),
            (settings["Training__Backend"], settings["Training__Job"], settings["Azure__Subscription"])
        );
        Assert.Equal(graph.Outputs["ResourceGroupName"], settings["Azure__ResourceGroup"]);
        Assert.Equal("Manual", Assert.Single(graph.Of("app:Job")).Text("configuration.triggerType"));
    }

    [Fact]
    public async Task Images_BeforeTheFirstRelease_ArePlaceholders()
    {
        Assert.All(Images(await Graphs.Of("dev")), image => Assert.StartsWith("mcr.microsoft.com/k8se/", image, StringComparison.Ordinal));
        Assert.All(Images(await Graphs.Of("prod")), image => Assert.StartsWith("mcr.microsoft.com/k8se/", image, StringComparison.Ordinal));
        Assert.All(Images(await Graphs.With("prod", ("release", "v1"))), image => Assert.EndsWith(":v1", image, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TrainingJob_OnTheQueue_ScalesByItsLengthInItsOwnName()
    {
        var graph = await Graphs.Of("prod");
        var job = graph.Of("app:Job").Single(one => one.Text("jobName") == TrainingRunner.JobName);
        var rule = ((System.Collections.IEnumerable)job.Input("configuration.eventTriggerConfig.scale.rules")!)
            .Cast<IReadOnlyDictionary<string, object>>()
            .Single();

        Assert.Equal(graph.Nodes.Single(node => node.Name == "runner").Id, rule["identity"]);
        Assert.Equal(StorageLayout.TrainingJobs, ((IReadOnlyDictionary<string, object>)rule["metadata"])["queueName"]);
        Assert.Equal((6.0 * 3600, 1.0), (job.Input("configuration.replicaTimeout"), job.Input("configuration.replicaRetryLimit")));
    }

    [Fact]
    public async Task OnDemandJob_OnItsQueue_TakesLastAttemptsAlone()
    {
        var graph = await Graphs.With("prod", ("maxOnDemandJobs", "3"));
        var job = graph.Of("app:Job").Single(one => one.Text("jobName") == TrainingRunner.OnDemandJobName);

        Assert.Equal((3.0, "gpu"), (job.Input("configuration.eventTriggerConfig.scale.maxExecutions"), job.Text("workloadProfileName")));
        Assert.Contains(StorageLayout.TrainingJobsOnDemand, ResourceGraph.Strings(job.Input("configuration")));
        Assert.DoesNotContain(StorageLayout.TrainingJobs, ResourceGraph.Strings(job.Input("configuration")));
        Assert.Contains(TrainingResources.OnDemand, ResourceGraph.Strings(job.Input("template")));
        Assert.Contains(graph.Of("monitor:ScheduledQueryRule"), rule => rule.Text("displayName") == "on-demand-queue-waits");
    }

    [Fact]
    public async Task Functions_WhereRevisionsSplit_KnowTheAppByItsDeployment()
    {
        var graph = await Graphs.With(
            "prod",
            ("trafficTarget", "revisions"),
            ("servedDeployment", "flights"),
            ("trafficArm", "v2-version-{version}")
        );
        var settings = ((System.Collections.IEnumerable)graph.Of("web:WebApp").Single().Input("siteConfig.appSettings")!)
            .Cast<IReadOnlyDictionary<string, object>>()
            .ToDictionary(pair => (string)pair["name"], pair => (string)pair["value"]);
        var app = graph.Of("app:ContainerApp").Single();

        Assert.Equal(
            ("containerApps", "v2-version-{version}", RecordingMocks.Subscription),
            (settings["Traffic__Target"], settings["Traffic__Arm"], settings["Azure__Subscription"])
        );
        Assert.Equal(("flights", "Multiple"), (app.Text("containerAppName"), app.Text("configuration.activeRevisionsMode")));
        Assert.StartsWith("https://flights.", graph.Outputs["GatewayUrl"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stack_Outputs_TellWhereToGo()
    {
        var outputs = (await Graphs.Of("prod")).Outputs;

        Assert.All(["ApiUrl", "GatewayUrl", "PageUrl", "LandingUrl"], name =>
            Assert.StartsWith("https://", outputs[name], StringComparison.Ordinal)
        );
        Assert.Contains("landing/PIPELINE/BATCH", outputs["DropTheFirstFile"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stack_WithoutASetting_FailsWithItsName()
    {
        var thrown = await Assert.ThrowsAsync<RunException>(() =>
            Recorder.RunAsync("serverlessml", "new", ImmutableDictionary<string, string>.Empty)
        );

        Assert.Contains("serverlessml:location", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_OfAStackThatIsNotThere_NameThoseThatAre() =>
        Assert.Contains(
            "dev, prod",
            (await Assert.ThrowsAsync<FileNotFoundException>(() => PreviewCommand.RecordAsync(Graphs.Folder, "staging"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Workbook_Content_IsJsonWithAQueryForEachChart()
    {
        var workbook = Assert.Single((await Graphs.Of("dev")).Of("applicationinsights:Workbook"));
        using var content = JsonDocument.Parse(workbook.Text("serializedData")!);

        Assert.True(content.RootElement.GetProperty("items").GetArrayLength() >= 5);
    }

    [Fact]
    public async Task Resource_References_LeadOnlyToWhatIsThere()
    {
        var graph = await Graphs.Of("prod");
        var ids = graph.Resources.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var dangling =
            from node in graph.Resources
            from text in ResourceGraph.Strings(node.Inputs)
            where
                text.StartsWith($"/subscriptions/{RecordingMocks.Subscription}/", StringComparison.Ordinal)
                && !text.Contains("/roleDefinitions/", StringComparison.Ordinal)
                && !ids.Contains(text)
                && !text.EndsWith("Services/default", StringComparison.Ordinal)
            select $"{node.Name}: {text}";

        Assert.Equal([], dangling);
    }

    private static IEnumerable<string> Images(ResourceGraph graph) =>
        graph
            .Of("app:Job")
            .Concat(graph.Of("app:ContainerApp"))
            .SelectMany(app =>
                ((System.Collections.IEnumerable)app.Input("template.containers")!).Cast<IReadOnlyDictionary<string, object>>()
            )
            .Select(container => (string)container["image"]);
}
