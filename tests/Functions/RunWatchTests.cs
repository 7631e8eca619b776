using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Configuration;
using ServerlessML.Functions;
using ServerlessML.Functions.Triggers;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Tests.Functions;

public sealed class RunWatchTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(73);

    private readonly ManualTimeProvider _time = new();
    private readonly ListedClient _client = new();
    private readonly LogLines<RunWatch> _log = new();

    [Fact]
    public async Task Look_AtARunThatIsSilent_NamesItAndWhereItStands()
    {
        Add(nameof(ModelLifecycle), "flights-1", Long, new RunStatus { Stage = Stage.Training, Message = "queued" });

        Assert.Equal(
            [
                "Stuck run flights-1: nothing has happened to it since 2025-12-28 23:00:00Z, in the stage Training",
                "Looked after runs: 1 live, 1 stuck",
            ],
            await LookAsync()
        );
    }

    [Fact]
    public async Task Look_AtARunWhoseRolloutMoves_FindsNothing()
    {
        Add(nameof(ModelLifecycle), "flights-1", Long, new RunStatus { Stage = Stage.Rollout, Message = "ramping" });
        Add(nameof(ModelRollout), ModelRollout.InstanceOf("flights-1"), TimeSpan.FromHours(1));

        Assert.Equal(["Looked after runs: 1 live, 0 stuck"], await LookAsync());
    }

    [Fact]
    public async Task Look_AtARunThatWaitsForPeople_FindsNothing()
    {
        Add(
            nameof(ModelLifecycle),
            "flights-1",
            Long,
            new RunStatus
            {
                Stage = Stage.Approval,
                Message = "waiting",
                Approval = Waiting,
            }
        );

        Assert.Equal(["Looked after runs: 1 live, 0 stuck"], await LookAsync());
    }

    [Fact]
    public async Task Look_AtWhatIsNoRun_LeavesItAlone()
    {
        Add(nameof(RunCancellation), RunCancellation.InstanceOf("flights-1"), Long);
        Add(nameof(ModelLifecycle), "flights-2", TimeSpan.FromHours(71));

        Assert.Equal(["Looked after runs: 1 live, 0 stuck"], await LookAsync());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("a day")]
    public void Setting_ThatIsNoNumberOfHours_IsNamed(string text) =>
        Assert.Contains(
            "Runs__StuckAfterHours",
            Assert
                .Throws<InvalidOperationException>(() =>
                    FunctionsOptions.From(
                        new ConfigurationBuilder().AddInMemoryCollection([new(FunctionsOptions.StuckHoursSetting, text)]).Build()
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    private ApprovalProgress Waiting =>
        new()
        {
            Quorum = new() { Needed = new Dictionary<string, int>(), Missing = new Dictionary<string, int>() },
            Since = _time.GetUtcNow() - Long,
            ExpiresAt = _time.GetUtcNow() + Long,
        };

    private void Add(string name, string id, TimeSpan silent, RunStatus? status = null) =>
        _client.Instances.Add(
            new OrchestrationMetadata(name, id)
            {
                RuntimeStatus = OrchestrationRuntimeStatus.Running,
                LastUpdatedAt = _time.GetUtcNow() - silent,
                SerializedCustomStatus = status is null ? null : JsonDataConverter.Default.Serialize(status),
                DataConverter = JsonDataConverter.Default,
            }
        );

    private async Task<IReadOnlyList<string>> LookAsync()
    {
        await new RunWatch(FunctionsOptions.From(new ConfigurationBuilder().Build()), _time, _log).RunAsync(new(), _client, default);
        return _log.Lines;
    }
}
