using System.Text;
using System.Text.Json;
using ServerlessML.Contracts.Identity;
using ServerlessML.Workflows.Approval;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Tests.Workflows;

/// <summary>The engine takes 16 KB of a status as UTF-16, with the escapes of its JSON.</summary>
public sealed class ContextStatusTests
{
    private const int MostBytes = 16 * 1024;

    [Theory]
    [InlineData("a")]
    [InlineData("\"")]
    [InlineData("é")]
    [InlineData("💥")]
    [InlineData("a💥")]
    public void Fitting_ALongMessage_IsCutToWhatTheEngineTakes(string piece)
    {
        var status = new RunStatus
        {
            Stage = Stage.Validation,
            Message = string.Concat(Enumerable.Repeat(piece, 20_000)),
            JobId = "flights-1-1",
        };

        var fitting = ContextStatus.Fitting(status);

        Assert.InRange(Bytes(fitting), MostBytes * 8 / 10, MostBytes);
        Assert.Equal(status.JobId, fitting.JobId);
        Assert.StartsWith(fitting.Message[..^1], status.Message, StringComparison.Ordinal);
        Assert.EndsWith("…", fitting.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', JsonSerializer.Deserialize<RunStatus>(JsonSerializer.Serialize(fitting))!.Message);
    }

    [Fact]
    public void Fitting_AShortStatus_IsTheSame()
    {
        var status = new RunStatus { Stage = Stage.Training, Message = "training with mlp" };
        Assert.Same(status, ContextStatus.Fitting(status));
    }

    [Fact]
    public void Fitting_AnApprovalOfTooManyPeople_KeepsTheMessage()
    {
        var quorum = ApprovalRule.Judge(ApprovalScript.Terms(new() { Approvals = 1 }), []).Quorum;
        var crowd = quorum with
        {
            Given =
            [
                .. Enumerable.Range(0, 400).Select(index => new ApprovalGiven { By = $"person-{index}@example.org", Role = Role.Approver }),
            ],
        };
        var status = new RunStatus
        {
            Stage = Stage.Approval,
            Message = "waiting",
            Evidence = ApprovalScript.Evidence,
            Approval = new()
            {
                Quorum = crowd,
                Since = DateTimeOffset.UnixEpoch,
                ExpiresAt = DateTimeOffset.UnixEpoch,
                Escalated = false,
            },
        };

        var fitting = ContextStatus.Fitting(status);

        Assert.Equal((status.Message, status.Evidence, null), (fitting.Message, fitting.Evidence, fitting.Approval));
    }

    [Fact]
    public async Task ALongFault_IsTheEndThatTheRunGivesIt()
    {
        var reasons = string.Join("; ", Enumerable.Range(0, 2_000).Select(row => $"row {row}: 'carrier' is missing"));
        await using var host = LifecycleScript
            .Smooth(Samples.Pipeline(0))
            .On(Stages.JoinShards, _ => new ValidationOutcome
            {
                Accepted = false,
                Rows = 2_000,
                Report = Samples.Of("report"),
                Reasons = [reasons],
            });
        await host.StartAsync(nameof(ModelLifecycle), Samples.Request);

        Assert.Equal(RunState.Rejected, (await host.EndAsync<LifecycleResult>()).State);
        var end = await host.Client.GetInstanceAsync("run", getInputsAndOutputs: true);
        Assert.InRange(Encoding.Unicode.GetByteCount(end!.SerializedCustomStatus!), 1, MostBytes);
        Assert.EndsWith(reasons, host.CallsOf(Stages.NoteOnRun)[^1].What, StringComparison.Ordinal);
    }

    private static int Bytes(RunStatus status) => Encoding.Unicode.GetByteCount(JsonSerializer.Serialize(status));
}
