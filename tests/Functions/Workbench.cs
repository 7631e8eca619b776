using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Rollout;
using ServerlessML.Functions.Rollout.Counting;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Validation;
using ServerlessML.Storage;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions;

/// <summary>The functions' parts over a real Azurite, put together by hand. Tests keep apart by the names of their pipelines.</summary>
public sealed class Workbench : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();
    private int _names;

    public ManualTimeProvider Time { get; } = new();

    public StorageClients Storage { get; private set; } = null!;

    public ModelRegistry Models => new(Storage.Documents, Time);

    public BatchStore Batches => new(Storage.Documents, Storage.Content);

    public WindowMaker Windows => new(Storage.Content, Batches, Time);

    public BatchKeeper Keeper => new(Storage.Content, Manifests, Batches, new(Storage.Documents, Storage.Content), Schemas);

    public SchemaStore Schemas => new(Storage.Documents, Time);

    public JoinShards Join =>
        new(
            Storage.Content,
            Storage.Documents,
            Manifests,
            Models,
            Batches,
            Schemas,
            Keeper,
            Landing,
            Time,
            NullLogger<JoinShards>.Instance
        );

    public RunManifests Manifests => new(Storage.Documents);

    public EvaluateCandidate Evaluate => new(Storage.Content, Models, Manifests, Pipelines, TimeProvider.System);

    public TrafficPlans Plans => new(Storage.Documents);

    public TrafficRouting Routing => new(Plans, new GatewayRouter());

    public ClaimRelease Claim => new(Models, Plans, new RunManifests(Storage.Documents));

    public ShiftTraffic Shift => new(Plans, Routing, Models, Time);

    public SettleRelease Settle => new(Plans, Routing, Models, Storage.Documents, new AuditLog(Storage.Documents, Time), Time);

    public Release Release => new(Plans, Routing, Models, Storage.Documents, Time);

    public RolloutOrders Orders => new(Models, Plans, Storage.Documents);

    public RegisterVersion Register => new(Models);

    public LookReader LookReader =>
        new(
            new GatewayCounts(Storage.Documents),
            new(new(Storage, new(Storage, Time)), Models),
            new(Storage.Documents, new(Storage, Time), Models),
            Time
        );

    public ReadArms ReadArms => new(Storage.Documents, LookReader);

    public JudgeLook JudgeLook => new(Storage.Documents, LookReader);

    public LandingZone Landing => new(Storage);

    public PipelineStore Pipelines => new(Storage);

    public RunStarter Starter =>
        new(Landing, Pipelines, Storage.Content, new RunManifests(Storage.Documents), new(new()), NullLogger<RunStarter>.Instance);

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Storage = StorageClients.From(name => name == StorageClients.Setting ? _azurite.ConnectionString : null);
        await Storage.CreateLayoutAsync();
    }

    /// <summary>The same storage, by way of what a test can kill.</summary>
    public StorageClients Mortal(Azure.Core.Pipeline.HttpPipelineTransport transport) =>
        StorageClients.From(name => name == StorageClients.Setting ? _azurite.ConnectionString : null, transport);

    public Task DisposeAsync() => _azurite.DisposeAsync();

    public string NewName() => $"pipeline-{Interlocked.Increment(ref _names)}";

    public static RegisterRequest ApprovedOf(string pipeline, string run) => ClaimOf(pipeline, run).Unregistered();

    /// <summary>Registers the version, and claims the deployment's place for it.</summary>
    public async Task<Claim> ClaimAsync(ClaimRequest request)
    {
        var approved = request.Unregistered();
        return await Claim.RunAsync(
            ClaimRequest.Of(approved, request.Champion, (await Register.RunAsync(approved, default)).Version),
            default
        );
    }

    public static ClaimRequest ClaimOf(string pipeline, string run, int? champion = null) =>
        new()
        {
            RunId = run,
            Pipeline = pipeline,
            Model = Digest.Of(System.Text.Encoding.UTF8.GetBytes(run)),
            Evidence = Digest.Of([1]),
            Dataset = Digest.Of([2]),
            Profile = Digest.Of([3]),
            Value = 0.7,
            Champion = champion,
        };

    public static ShiftRequest ShiftOf(ClaimRequest claim, Claim claimed, int weight, int step, string? follows) =>
        new()
        {
            RunId = claim.RunId,
            Deployment = claim.Pipeline,
            Version = claimed.Version!.Value,
            Champion = claim.Champion,
            Weight = weight,
            Capture = 0,
            ChangeId = $"{claim.RunId}:step-{step}",
            Follows = follows,
            Reason = $"step {step}",
        };

    public static SettleRequest SettleOf(ClaimRequest claim, Claim claimed, bool promote) =>
        new()
        {
            RunId = claim.RunId,
            Deployment = claim.Pipeline,
            Version = claimed.Version!.Value,
            Champion = claim.Champion,
            Promote = promote,
            Capture = 0,
            ChangeId = $"{claim.RunId}:{(promote ? "promote" : "restore")}",
            Reason = "end",
        };

    public static RollbackRequest BackOf(string deployment, string change, int? version = null, int? revision = null) =>
        new()
        {
            Deployment = deployment,
            ChangeId = change,
            By = "olga",
            Reason = "errors",
            Version = version,
            Revision = revision,
        };

    /// <summary>Claims, shifts all traffic, promotes.</summary>
    /// <returns>The version.</returns>
    public Task<int> PromoteAsync(string pipeline, string run, int? champion = null) => PromoteAsync(ClaimOf(pipeline, run, champion));

    public async Task<int> PromoteAsync(ClaimRequest request)
    {
        var claim = await ClaimAsync(request);
        Assert.Equal(ClaimOutcome.Claimed, claim.Outcome);
        Assert.Null((await Shift.RunAsync(ShiftOf(request, claim, TrafficPlan.WholeWeight, 1, claim.PlanChange), default)).OvertakenBy);
        Assert.Null((await Settle.RunAsync(SettleOf(request, claim, promote: true), default)).OvertakenBy);
        return claim.Version!.Value;
    }

    /// <summary>The revisions that are kept, in order.</summary>
    public async Task<IReadOnlyList<TrafficPlan>> RevisionsAsync(string deployment)
    {
        List<TrafficPlan> plans = [];
        await foreach (var name in Storage.Documents.ListAsync(StorageLayout.Deployments, $"{deployment}/plans/"))
        {
            plans.Add((await Storage.Documents.ReadAsync<TrafficPlan>(StorageLayout.Deployments, name))!.Value);
        }

        return plans;
    }
}
