using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Serving;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Crash;

/// <summary>Looks at everything that the system has left, as an auditor would: by its documents and its database alone.</summary>
public sealed class Audit(StorageClients storage)
{
    // The numbers that the runtime stores.
    private const int TaskScheduled = 3,
        TaskCompleted = 4,
        TaskFailed = 5,
        SubScheduled = 6,
        SubCompleted = 7,
        SubFailed = 8,
        TimerCreated = 9,
        TimerFired = 10,
        Completed = 16;
    private const int InstanceCompleted = 1;
    private const int InstanceTerminated = 5;

    private readonly HashSet<Digest> _named = [];

    /// <summary>
    /// Each batch has one run, which was promoted; its manifest is whole, and so are the deployment's plans and versions.
    /// </summary>
    public async Task PipelineAsync(Pipeline pipeline, IReadOnlyList<JsonNode> runs)
    {
        Assert.Equal(pipeline.Landed.Order(), runs.Select(run => (string)run["batch"]!).Order());
        List<RunManifest> manifests = [];
        foreach (var run in runs)
        {
            var manifest = await ReadAsync<RunManifest>(StorageLayout.Runs, StorageLayout.Manifest((string)run["runId"]!));
            AssertWhole(manifest);
            await NameAsync(manifest);
            manifests.Add(manifest);
        }

        await VersionsAsync(pipeline.Name, manifests);
        await PlansAsync(pipeline.Name);
    }

    /// <summary>Every blob is what its name says, and everything that a manifest names is there.</summary>
    public async Task ContentAsync()
    {
        var container = storage.Blobs.GetBlobContainerClient(StorageLayout.Cas);
        HashSet<string> stored = [];
        await foreach (var item in container.GetBlobsAsync())
        {
            var bytes = (await container.GetBlobClient(item.Name).DownloadContentAsync()).Value.Content;
            Assert.Equal(item.Name, Digest.Of(bytes).Hex);
            stored.Add(item.Name);
        }

        Assert.NotEmpty(_named);
        Assert.Empty(_named.Select(digest => digest.Hex).Except(stored));
    }

    /// <summary>No message was given up.</summary>
    public async Task QueuesAsync()
    {
        await foreach (var queue in storage.Queues.GetQueuesAsync())
        {
            if (queue.Name.EndsWith("poison", StringComparison.Ordinal))
            {
                Assert.Empty((await storage.Queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value);
            }
        }
    }

    /// <summary>What was scheduled has one end each; nothing waits any more. Read while the host is dead.</summary>
    public static void History(string database)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        Assert.Empty(Rows(connection, $"SELECT id || ' has the status ' || status FROM instances WHERE status <> {InstanceCompleted}"));
        Assert.Empty(
            Rows(
                connection,
                $"SELECT id || ' was completed more or less than once' FROM instances WHERE (SELECT count(*) FROM history h "
                    + $"WHERE h.key = instances.key AND h.kind = {Completed}) <> 1"
            )
        );
        Assert.Empty(Rows(connection, Unpaired(TaskScheduled, $"{TaskCompleted}, {TaskFailed}", "<> 1")));
        Assert.Empty(Rows(connection, Unpaired(SubScheduled, $"{SubCompleted}, {SubFailed}", "<> 1")));
        // A cancelled timer never fires.
        Assert.Empty(Rows(connection, Unpaired(TimerCreated, $"{TimerFired}", "> 1")));
        Assert.Empty(
            Rows(
                connection,
                $"SELECT 'an end without a beginning: ' || e.kind || ' ' || e.task FROM history e WHERE e.kind IN "
                    + $"({TaskCompleted}, {TaskFailed}) AND NOT EXISTS (SELECT 1 FROM history s WHERE s.key = e.key AND s.kind = "
                    + $"{TaskScheduled} AND s.task = e.task)"
            )
        );
        Assert.Empty(Rows(connection, "SELECT 'activity left: ' || name || ' of ' || instance_id FROM activities"));
        Assert.NotEmpty(Rows(connection, $"SELECT name FROM history WHERE kind = {TaskScheduled}"));
    }

    /// <summary>Every run, rollout and cancellation has ended. Read while the host is dead.</summary>
    public static void NobodyIsStuck(string database)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        Assert.NotEmpty(Rows(connection, "SELECT id FROM instances WHERE name = 'ModelRollout'"));
        Assert.Empty(
            Rows(
                connection,
                "SELECT name || ' ' || id || ' has the status ' || status FROM instances WHERE name IN "
                    + $"('ModelLifecycle', 'ModelRollout', 'RunCancellation') AND status NOT IN ({InstanceCompleted}, {InstanceTerminated})"
            )
        );
    }

    private async Task NameAsync(RunManifest manifest)
    {
        _named.UnionWith([manifest.Definition, manifest.Dataset]);
        _named.UnionWith(
            (
                (Digest?[])
                    [manifest.Model, manifest.Metrics, manifest.Environment, manifest.Profile, manifest.Validation, manifest.Evidence]
            ).OfType<Digest>()
        );
        _named.UnionWith((await storage.Content.GetJsonAsync<DatasetManifest>(manifest.Dataset)).Files.Select(file => file.Digest));
    }

    private static string Unpaired(int begun, string ended, string wrong) =>
        $"""
            SELECT i.id || ': ' || coalesce(s.name, 'task') || ' #' || s.task FROM history s JOIN instances i ON i.key = s.key
            WHERE s.kind = {begun} AND (SELECT count(*) FROM history e WHERE e.key = s.key AND e.task = s.task AND e.kind IN ({ended})) {wrong}
            """;

    private static List<string> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static void AssertWhole(RunManifest manifest)
    {
        Assert.Equal((RunState.Completed, "all of the traffic"), (manifest.State, manifest.Outcome?[^"all of the traffic".Length..]));
        var keys = manifest.Steps.Select(step => step.Key).ToList();
        Assert.Equal(keys.Distinct(), keys);
        Assert.Equal(["started", "accepted", "trained"], keys.Take(3));
        Assert.Equal("promoted", keys[^1]);
        Assert.NotNull(manifest.EndedAt);
        Assert.NotNull(manifest.Version);
        Assert.All(
            (Digest?[])[manifest.Model, manifest.Metrics, manifest.Environment, manifest.Profile, manifest.Validation, manifest.Evidence],
            digest => Assert.NotNull(digest)
        );
        Assert.All(manifest.Decisions, decision => Assert.True(decision.Approved));
    }

    private async Task VersionsAsync(string pipeline, List<RunManifest> manifests)
    {
        List<ModelVersion> versions = [];
        await foreach (var name in storage.Documents.ListAsync(StorageLayout.Models, StorageLayout.ModelVersions(pipeline)))
        {
            versions.Add(await ReadAsync<ModelVersion>(StorageLayout.Models, name));
        }

        Assert.Equal(Enumerable.Range(1, manifests.Count), versions.Select(version => version.Version));
        Assert.Equal(
            manifests.Select(manifest => (manifest.RunId, manifest.Version, manifest.Model, manifest.Evidence)).Order(),
            versions.Select(version => (version.RunId, (int?)version.Version, (Digest?)version.Model, (Digest?)version.Evidence)).Order()
        );
    }

    /// <summary>The plans count up without a gap or a repeat, and the last one and the aliases name one champion.</summary>
    public async Task PlansAsync(string deployment)
    {
        List<TrafficPlan> revisions = [];
        await foreach (var name in storage.Documents.ListAsync(StorageLayout.Deployments, $"{deployment}/plans/"))
        {
            revisions.Add(await ReadAsync<TrafficPlan>(StorageLayout.Deployments, name));
        }

        Assert.Equal(Enumerable.Range(1, revisions.Count), revisions.Select(plan => plan.Revision));
        Assert.Equal(revisions.Count, revisions.Select(plan => plan.ChangeId).Distinct().Count());
        Assert.All(revisions, plan => Assert.Empty(plan.Problems()));
        var current = await ReadAsync<TrafficPlan>(StorageLayout.Deployments, StorageLayout.Plan(deployment));
        Assert.Equal(CanonicalJson.DigestOf(revisions[^1]), CanonicalJson.DigestOf(current));
        var aliases = await ReadAsync<ModelAliases>(StorageLayout.Models, StorageLayout.Aliases(deployment));
        Assert.Equal(current.Arms.Single(arm => arm.Weight == TrafficPlan.WholeWeight).Version, aliases.Champion);
        Assert.Null(aliases.Challenger);
    }

    private async Task<T> ReadAsync<T>(string container, string name)
        where T : class =>
        (await storage.Documents.ReadAsync<T>(container, name))?.Value
        ?? throw new InvalidOperationException($"{container}/{name} is missing.");
}
