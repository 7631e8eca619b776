using System.Net;
using System.Text.Json.Nodes;
using ServerlessML.Functions.Approval.Notices;
using ServerlessML.Functions.Audit;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>People with names sign for a pipeline that asks for two roles.</summary>
[Collection(Worlds.Releases)]
public sealed class ApprovalStories(World world)
{
    private const string TwoRoles = "{ roles: { approver: 1, operator: 1 }, expires: 2h, escalate: { after: 30m, to: engineer }NOTIFY }";

    [Fact]
    public async Task GivenTwoRoles_WhenPeopleSignWithdrawAndDelegate_ThenThePolicyDecidesWhoCounts()
    {
        // The first call fails, and is made again some seconds later, whatever people do meanwhile.
        await using var webhook = await WebhookReceiver.StartAsync(500);
        var (pipeline, run) = await GivenRunOfEveAsync("roles", $", notify: [{{ url: {webhook.Address}/hook }}]");
        var evidence = await run.ThenWaitsForApprovalAsync();

        (await SayAsync(run, "eve", evidence, "approve")).Is(HttpStatusCode.Forbidden, "'eve@local' started the run");
        (await SayAsync(run, "dee", evidence, "approve")).Is(
            HttpStatusCode.Forbidden,
            "'dee@local' has the roles [engineer]",
            "once the approval is escalated"
        );
        Assert.Contains("started the run", (string?)(await ApprovalAsync(run, "eve"))["youCannotApprove"], StringComparison.Ordinal);
        (await SayAsync(run, "ann", evidence, "withdraw")).Is(HttpStatusCode.Conflict, "nothing to withdraw");

        (await SayAsync(run, "ann", evidence, "approve")).Is(HttpStatusCode.Accepted);
        await run.ThenSaysAsync("waiting for 1 operator; escalates in 29 min");
        (await SayAsync(run, "ann", evidence, "withdraw")).Is(HttpStatusCode.Accepted);
        await run.ThenSaysAsync("waiting for 1 approver and 1 operator");
        (await DelegateAsync(run, "ann", "eve@local")).Is(HttpStatusCode.Conflict, "'eve@local' started the run");
        (await DelegateAsync(run, "ann", "dee@local")).Is(HttpStatusCode.Accepted);
        await WaitFor.TrueAsync("the delegation", async () => (await ApprovalAsync(run))["quorum"]!["delegations"]!.AsArray().Count == 1);
        (await DelegateAsync(run, "dee", "bob@local")).Is(HttpStatusCode.Conflict, "the delegate of");
        (await SayAsync(run, "dee", evidence, "approve")).Is(HttpStatusCode.Accepted);
        await run.ThenSaysAsync("waiting for 1 operator");

        var approval = await ApprovalAsync(run);
        Assert.Equal(
            "dee@local for ann@local",
            $"{approval["quorum"]!["given"]![0]!["by"]} for {approval["quorum"]!["given"]![0]!["for"]![0]}"
        );
        Assert.Equal("undecided 1", $"{approval["state"]} {approval["quorum"]!["missing"]!["operator"]}");
        (await SayAsync(run, "bob", evidence, "approve")).Is(HttpStatusCode.Accepted);
        await run.ThenEndsAsync(RunState.Completed);
        var log = (await world.GetAsync($"audit/{pipeline.Name}")).Is(HttpStatusCode.OK).Json["entries"]!.AsArray();
        Assert.Equal(
            [
                "operator@local define",
                "ann@local approve",
                "ann@local withdraw",
                "ann@local delegate",
                "dee@local approve",
                "bob@local approve",
                "serverlessml promote",
            ],
            log.Select(entry => $"{entry!["who"]} {entry["action"]}")
        );
        Assert.All(log.Skip(1), entry => Assert.Equal(evidence, (string?)entry!["evidence"]));
        await WaitFor.TrueAsync("seven notices", () => Task.FromResult(webhook.Calls.Count == 7));
        Assert.Equal(
            webhook.Calls[0].Body,
            Assert
                .Single(webhook.Calls, call =>
                    call.Headers["X-ServerlessML-Delivery"] == webhook.Calls[0].Headers["X-ServerlessML-Delivery"]
                    && call != webhook.Calls[0]
                )
                .Body
        );
        Assert.All(webhook.Calls, call =>
            Assert.Equal(
                NoticeSigner.Signature(HostPart.NoticeSecret, call.Headers[NoticeSigner.TimestampHeader], call.Body),
                call.Headers[NoticeSigner.SignatureHeader]
            )
        );
        Assert.Contains(webhook.Calls, call =>
            System.Text.Encoding.UTF8.GetString(call.Body).Contains("bob@local approved; approved", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(world.HostLog, line =>
            line.Contains(HostPart.NoticeSecret, StringComparison.Ordinal) || line.Contains("/hook", StringComparison.Ordinal)
        );
        (await pipeline.WhenRolledBackAsync()).Is(HttpStatusCode.Conflict);
        Assert.Empty((await new AuditVerifier(world.Documents, TimeProvider.System).VerifyAsync(pipeline.Name)).Problems);
        Assert.Equal("approved False", $"{(await ApprovalAsync(run))["state"]} {(bool)(await ApprovalAsync(run))["waiting"]!}");
    }

    [Fact]
    public async Task GivenEvidenceThatIsNotTheLatest_WhenItIsSigned_ThenTheDifferenceIsToldFieldByField()
    {
        var (_, run) = await GivenRunOfEveAsync("differs");
        var current = await run.ThenWaitsForApprovalAsync();
        var document = JsonNode.Parse((await run.EvidenceAsync()).Bytes)!;
        var rows = (int)document["evaluation"]!["rows"]!;
        document["evaluation"]!["rows"] = rows + 1;
        document["champion"] = 7;
        var earlier = CanonicalJson.Serialize(document);
        await world.Container(StorageLayout.Cas).GetBlobClient(Digest.Of(earlier).Hex).UploadAsync(BinaryData.FromBytes(earlier));

        var refused = (await SayAsync(run, "ann", Digest.Of(earlier).ToString(), "approve")).Is(HttpStatusCode.Conflict, current).Json;
        Assert.Equal(
            [$"champion 7 ", $"evaluation.rows {rows + 1} {rows}"],
            refused["difference"]!.AsArray().Select(field => $"{field!["path"]} {field["signed"]} {field["current"]}")
        );

        // Another document of the store is not shown to whoever knows its digest.
        var dataset = (string)(await run.ManifestAsync()).Json["dataset"]!;
        Assert.Null((await SayAsync(run, "ann", dataset, "approve")).Is(HttpStatusCode.Conflict, current).Json["difference"]);
        (await SayAsync(run, "ann", current, "agree")).Is(HttpStatusCode.BadRequest, "approve, reject or withdraw");
    }

    private async Task<(PipelineStory Pipeline, RunStory Run)> GivenRunOfEveAsync(string word, string notify = "")
    {
        world.GivenPerson("ann", Role.Approver);
        world.GivenPerson("bob", Role.Operator);
        world.GivenPerson("dee", Role.Engineer);
        world.GivenPerson("eve", Role.Engineer, Role.Approver);
        var pipeline = world.Pipeline(word);
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Approval = TwoRoles.Replace("NOTIFY", notify, StringComparison.Ordinal) });
        await pipeline.WhenFilesLandAsync("2026-01", LandedFile.Good(rows: 600));
        var started = (await world.PostAsync("runs", "eve", $$"""{"pipeline":"{{pipeline.Name}}","batch":"2026-01"}""")).Is(
            HttpStatusCode.Accepted
        );
        return (pipeline, new(pipeline, (string)started.Json["runId"]!));
    }

    private async Task<JsonNode> ApprovalAsync(RunStory run, string who = "ann") =>
        (await world.GetAsync($"runs/{run.Id}/approval", who)).Is(HttpStatusCode.OK).Json;

    private Task<Answer> SayAsync(RunStory run, string who, string evidence, string decision) =>
        world.PostAsync($"runs/{run.Id}/decision", who, $$"""{"evidence":"{{evidence}}","decision":"{{decision}}","comment":"a story"}""");

    private Task<Answer> DelegateAsync(RunStory run, string who, string to) =>
        world.PostAsync($"runs/{run.Id}/delegation", who, $$"""{"to":"{{to}}"}""");
}
