using System.Net;
using System.Text.Json.Nodes;
using ServerlessML.LocalHost.Hosting.Http;
using ServerlessML.LocalHost.Supervision;
using ServerlessML.Tests.Cli.Remote;

namespace ServerlessML.Tests.Cli;

/// <summary>What people say about batches, as it reaches the API.</summary>
public sealed class BatchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AnsweringApi _api = new();

    [Fact]
    public async Task Override_ARunThatWaits_NamesTheReportThatItWaitsAbout()
    {
        _api.With("GET /api/runs/small-1", """{"runId":"small-1","override":{"report":"sha256:aa"}}""");
        _api.With("POST /api/runs/small-1/override", """{"runId":"small-1","decision":{"by":"operator@local","comment":"checked"}}""");
        var said = await SayAsync("override", "small-1", "--reason", "checked", "--baseline");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("operator@local", said.Out, StringComparison.Ordinal);
        var sent = JsonNode.Parse(_api.Asked.Single(asked => asked.Body.Length > 0).Body)!;
        Assert.Equal(("sha256:aa", "checked", true), ((string)sent["report"]!, (string)sent["reason"]!, (bool)sent["baseline"]!));
        Assert.Equal([RoleTokens.LoadOrCreate(_folder.Path)["operator"]], _api.Asked.Select(asked => asked.Bearer).Distinct());
    }

    [Fact]
    public async Task Override_ARunThatDoesNotWait_SaysHowItStands()
    {
        _api.With("GET /api/runs/small-1", """{"runId":"small-1","state":"completed","message":"promoted"}""");
        var said = await SayAsync("override", "small-1", "--reason", "checked");
        Assert.Equal(1, said.Code);
        Assert.Contains("does not wait for an override: it is completed (promoted)", said.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await SayAsync("override", "small-1")).Code);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, 4)]
    [InlineData(HttpStatusCode.Conflict, 1)]
    public async Task Override_Refused_SaysWhatTheApiSays(HttpStatusCode status, int code)
    {
        _api.With("POST /api/runs/small-1/override", """{"detail":"eve started the run."}""", status);
        var said = await SayAsync("override", "small-1", "--reason", "checked", "--report", "sha256:aa");
        Assert.Equal((code, ""), (said.Code, said.Out));
        Assert.Contains("eve started the run.", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_DiffAndAccept_NameTheVersionThatWasSeen()
    {
        _api.With("GET /api/runs/small-1", """{"runId":"small-1","pipeline":"small"}""");
        _api.With(
            "GET /api/pipelines/small/schema/diff?run=small-1",
            """{"version":3,"differences":[{"kind":"range","column":"fare","expected":"0 to 30","found":"0 to 812","change":"widen it"}]}"""
        );
        _api.With("POST /api/pipelines/small/schema/accept", """{"version":4,"changes":[{"what":["'fare': widen it"]}]}""");
        _api.With(
            "GET /api/pipelines/small/schema",
            """{"version":3,"columns":[{"name":"fare","type":"number","environments":["training"],"min":0}]}"""
        );
        Assert.Contains("0 to 812", (await SayAsync("schema", "diff", "small-1")).Out, StringComparison.Ordinal);
        Assert.Contains("0..", (await SayAsync("schema", "show", "small")).Out, StringComparison.Ordinal);
        var said = await SayAsync("schema", "accept", "small-1", "--reason", "prices rose", "--column", "fare");
        Assert.Contains("'fare': widen it", said.Out, StringComparison.Ordinal);
        Assert.Equal(
            """{"version":3,"run":"small-1","reason":"prices rose","columns":["fare"]}""",
            JsonNode.Parse(_api.Asked.Single(asked => asked.Body.Length > 0).Body)!.ToJsonString()
        );
    }

    [Fact]
    public async Task Override_WithoutASystem_SaysHowToStartOne() =>
        Assert.Contains(
            "Start it: ./serverlessml up",
            (await Said.OfAsync(["override", "small-1", "--reason", "checked", "--data", _folder["none"]])).Error,
            StringComparison.Ordinal
        );

    public void Dispose() => _folder.Dispose();

    private Task<Said> SayAsync(params string[] words)
    {
        new SystemFile
        {
            Pid = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            Api = new("http://127.0.0.1:1"),
            Gateway = new("http://127.0.0.1:2"),
            StorageConnection = "none",
            Ready = true,
            Parts = new Dictionary<string, RunningPart>(),
        }.Write(_folder.Path);
        RoleTokens.LoadOrCreate(_folder.Path);
        return Said.OfAsync([.. words, "--data", _folder.Path], session => session with { Http = () => _api });
    }
}
