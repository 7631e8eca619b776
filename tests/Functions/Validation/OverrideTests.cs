using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Validation;
using ServerlessML.Tests.Functions.Instances;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Tests.Functions.Validation;

/// <summary>What a person's word does to a batch that broke rules, and whose word counts.</summary>
[Collection(StorageCollection.Name)]
public sealed partial class OverrideTests(Workbench bench)
{
    private const string Wide = "x,y\n900,0\n2,1\n3,0\n4,1\n";

    [Fact]
    public async Task JoinShards_ABrokenRule_SaysUntilWhenItMayBeOverridden_AndDoneAgainTheSame()
    {
        var run = await RejectedAsync(Wide);
        var note = await NoteAsync(run, LandingZone.ProblemNote);
        Assert.Contains($"POST /api/runs/{run.Request.RunId}/override with 'report' {run.Outcome.Report}", note, StringComparison.Ordinal);
        Assert.Contains("by somebody who is operator, with a reason", note, StringComparison.Ordinal);
        bench.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(run.Outcome.OverridableUntil, (await JoinAsync(run.Request, Wide)).OverridableUntil);
    }

    [Theory]
    [InlineData("x,y\nlots,0\n2,1\n", "type")]
    [InlineData("z,y\n1,0\n2,1\n", "column-missing")]
    [InlineData("x,z\n1,0\n2,1\n", "column-missing")]
    [InlineData("x,y\n900,\n2,1\n3,0\n", "missing")]
    [InlineData("x,y\n,0\n,1\n,0\n", "all-missing")]
    [InlineData("x,y\n900,maybe\n2,1\n3,0\n", "label-domain")]
    [InlineData("x,y\n\"900,1", "readable")]
    [InlineData("", "empty")]
    public async Task JoinShards_WhatCannotBeReadOrLearntFrom_CannotBeOverridden(string csv, string rule)
    {
        var run = await RejectedAsync(csv);
        Assert.Null(run.Outcome.OverridableUntil);
        var note = await NoteAsync(run, LandingZone.ProblemNote);
        Assert.Contains($"It cannot be overridden: the rule '{rule}'", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AcceptBatch_ByAPersonsWord_IsMarkedAndInBaselinesOnlyWhereTheySaySo(bool baseline)
    {
        var run = await RejectedAsync(Wide);
        var request = new AcceptRequest
        {
            RunId = run.Request.RunId,
            Pipeline = run.Request.Pipeline,
            Batch = run.Request.Batch,
            Definition = run.Request.Definition,
            Dataset = run.Request.Dataset,
            Decision = Decision(run, "olga") with { Baseline = baseline },
        };
        var accepted = await Accept.RunAsync(request, default);
        Assert.Equal(CanonicalJson.DigestOf(accepted), CanonicalJson.DigestOf(await Accept.RunAsync(request, default)));
        Assert.True(accepted is { Accepted: true, Profile: not null, Split: not null });
        var manifest = await bench.Manifests.GetAsync(run.Request.RunId);
        Assert.Equal(("olga", baseline, accepted.Profile), (manifest.Override!.By, manifest.Override.Baseline, manifest.Profile));
        Assert.Equal(
            baseline ? [(run.Request.RunId, true)] : [],
            (await bench.Batches.FindAsync(run.Request.Pipeline)).Batches.Select(batch => (batch.RunId, batch.Overridden == true))
        );
        Assert.Null(await NoteAsync(run, LandingZone.ProblemNote));
        Assert.Contains("olga accepted it", await NoteAsync(run, LandingZone.Note), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_AChampionOfAnOverriddenBatch_IsTheOneBeforeIt()
    {
        var pipeline = bench.NewName();
        await bench.PromoteAsync(pipeline, "first");
        var second = Workbench.ApprovedOf(pipeline, "second") with { StaysOutOfBaselines = true };
        await bench.Register.RunAsync(second, default);
        await bench.PromoteAsync(Workbench.ClaimOf(pipeline, "second", champion: 1));
        Assert.Equal(2, (await bench.Models.ChampionAsync(pipeline))!.Version);
        Assert.Equal(1, (await bench.Models.ReferenceAsync(pipeline))!.Version);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Submit_ManyAtOnce_OneCounts_AndOnceInTheAuditLog(int people)
    {
        var run = await RejectedAsync(Wide);
        await using var client = Waiting(run);
        var ends = await Task.WhenAll(Enumerable.Range(0, people).Select(person => SubmitAsync(client, run, $"p{person}")));
        Assert.Single(ends, end => end is null);
        Assert.All(ends.OfType<RefusedException>(), refused => Assert.Contains("already", refused.Message, StringComparison.Ordinal));
        Assert.Single(client.Said.Select(said => said.By).Distinct());
        var log = new AuditLog(bench.Storage.Documents, bench.Time);
        // The run hears one of them, and is killed and does it again.
        for (var again = 0; again < 2; again++)
        {
            await new RecordDecision(bench.Manifests, log).RunAsync(
                new() { RunId = run.Request.RunId, Decision = client.Said[0] },
                default
            );
        }

        Assert.Equal(
            [(ApprovalAction.Of(DecisionKind.Override), client.Said[0].By, run.Outcome.Report)],
            (await log.ReadAsync(run.Request.Pipeline, 0, 10)).Select(entry => (entry.Action, entry.Who, entry.Evidence!.Value))
        );
        Assert.Empty((await new AuditVerifier(bench.Storage.Documents, bench.Time).VerifyAsync(run.Request.Pipeline)).Problems);
    }

    [Fact]
    public async Task Submit_KilledBeforeItWasTold_IsToldByWhoeverComesNext_AndTheRetryIsDone()
    {
        var run = await RejectedAsync(Wide);
        await using var client = Waiting(run);
        client.BeforeRaise = () => throw new IOException("killed");
        await Assert.ThrowsAsync<IOException>(() => SubmitAsync(client, run, "a"));
        client.BeforeRaise = () => { };
        Assert.IsType<RefusedException>(await SubmitAsync(client, run, "b"));
        Assert.Equal("a", Assert.Single(client.Said).By);
        Assert.Null(await SubmitAsync(client, run, "a"));
        Assert.Single(client.Said);
    }

    [Fact]
    public async Task Submit_WhatDoesNotCount_IsRefusedWithTheState()
    {
        var run = await RejectedAsync(Wide);
        await using var client = Waiting(run);
        var other = (await SubmitAsync(client, run, "a", report: Digest.Of([7])))!;
        Assert.Equal(Refusal.Conflict, other.Kind);
        Assert.Contains(run.Outcome.Report.ToString(), CanonicalText(other.More["current"]), StringComparison.Ordinal);
        Assert.Equal(Refusal.Forbidden, (await SubmitAsync(client, run, "a", role: Role.Approver))!.Kind);
        Assert.Contains("started the run", (await SubmitAsync(client, run, "eve"))!.Message, StringComparison.Ordinal);

        bench.Time.Advance(TimeSpan.FromDays(3));
        Assert.Contains("ended at", (await SubmitAsync(client, run, "a"))!.Message, StringComparison.Ordinal);
        client.Add(nameof(ModelLifecycle), run.Request.RunId, OrchestrationRuntimeStatus.Completed);
        Assert.Contains("does not wait for an override", (await SubmitAsync(client, run, "a"))!.Message, StringComparison.Ordinal);
        Assert.Empty(client.Said);
    }

    [Fact]
    public async Task Submit_APolicyThatWasTightenedMeanwhile_Holds()
    {
        var run = await RejectedAsync(Wide);
        await using var client = Waiting(run);
        await PutAsync(run.Request.Pipeline, "validation: { override: { roles: [approver] } }");
        Assert.Equal(Refusal.Forbidden, (await SubmitAsync(client, run, "a"))!.Kind);
        await PutAsync(run.Request.Pipeline, "");
        Assert.Contains("allows no override now", (await SubmitAsync(client, run, "a"))!.Message, StringComparison.Ordinal);
        Assert.Empty(client.Said);
    }

    private AcceptBatch Accept => new(bench.Storage.Content, bench.Keeper, bench.Landing);

    private OverrideSubmission Submission =>
        new(bench.Manifests, bench.Storage.Content, bench.Pipelines, bench.Storage.Documents, bench.Time);

    private async Task<RefusedException?> SubmitAsync(
        DurableTaskClient client,
        Rejected run,
        string by,
        string role = Role.Operator,
        Digest? report = null
    )
    {
        try
        {
            await Submission.SubmitAsync(
                client,
                run.Request.RunId,
                new(by, [role]),
                (report ?? run.Outcome.Report, "checked", false),
                by,
                default
            );
            return null;
        }
        catch (RefusedException e)
        {
            return e;
        }
    }

    private Task<string?> NoteAsync(Rejected run, string marker) =>
        bench.Landing.ReadMarkerAsync(run.Request.Pipeline, run.Request.Batch, marker);

    private static string CanonicalText(object value) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(value));

    private ApprovalDecision Decision(Rejected run, string by) =>
        new()
        {
            Evidence = run.Outcome.Report,
            Approved = false,
            Kind = DecisionKind.Override,
            By = by,
            Role = Role.Operator,
            Comment = "checked",
            At = bench.Time.GetUtcNow(),
        };

    private static ToldClient<ApprovalDecision> Waiting(Rejected run)
    {
        var client = new ToldClient<ApprovalDecision>();
        var status = new RunStatus
        {
            Stage = Stage.Validation,
            Message = "waits",
            Override = new()
            {
                Report = run.Outcome.Report,
                Roles = [Role.Operator],
                Until = run.Outcome.OverridableUntil!.Value,
            },
        };
        client.Add(
            new(nameof(ModelLifecycle), run.Request.RunId)
            {
                RuntimeStatus = OrchestrationRuntimeStatus.Running,
                SerializedCustomStatus = JsonDataConverter.Default.Serialize(status),
                DataConverter = JsonDataConverter.Default,
            }
        );
        return client;
    }

    private sealed record Rejected(LifecycleRequest Request, ValidationOutcome Outcome);
}
