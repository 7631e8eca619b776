using System.Net;
using System.Text.Json.Nodes;
using ServerlessML.Cli;
using ServerlessML.LocalHost.Supervision;

namespace ServerlessML.Tests.Cli.Remote;

/// <summary>Commands that ask the HTTP API: what they send, what they write, and how they end.</summary>
public sealed class RemoteCommandTests : IDisposable
{
    private const string Digest = "sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a";
    private const string Waiting = $$"""
        {"runId":"parcels-1","pipeline":"parcels","batch":"b","state":"running","stage":"approval",
         "message":"waiting for 1 approver","evidence":"{{Digest}}"}
        """;

    private readonly TemporaryFolder _data = new();
    private readonly AnsweringApi _api = new();

    public RemoteCommandTests()
    {
        new SystemFile
        {
            Pid = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            Api = new("http://127.0.0.1:7071"),
            Gateway = new("http://127.0.0.1:7080"),
            StorageConnection = "UseDevelopmentStorage=true",
            Ready = true,
            Parts = new Dictionary<string, RunningPart>(),
        }.Write(_data.Path);
        File.WriteAllText(_data["tokens.json"], """{"engineer":"e","approver":"a","operator":"o"}""");
    }

    public void Dispose()
    {
        _api.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Runs_AsATable_HasWhatTheServerSaysWithoutItsControls()
    {
        _api.With(
            "GET /api/runs?top=20&pipeline=parcels",
            """{"runs":[{"runId":"parcels-1","batch":"b","state":"rejected","message":"[red]no\u001b[2J\nrule"}]}"""
        );
        var said = await SaidAsync("runs", "-p", "parcels");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("RUN        BATCH  STATE", said.Out, StringComparison.Ordinal);
        Assert.Contains("[red]no [2J rule", said.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', said.Out);
        Assert.Equal("e", _api.Asked.Single().Bearer);
    }

    [Theory]
    [InlineData("-o", "json")]
    [InlineData("-o", "yaml")]
    public async Task Runs_AsADocument_IsTheAnswer(params string[] format)
    {
        _api.With("GET /api/runs?top=20", """{"runs":[{"runId":"parcels-1","version":2,"note":"7"}]}""");
        var said = await SaidAsync(["runs", .. format]);
        Assert.Equal(0, said.Code);
        if (format[1] == "json")
        {
            Assert.Equal(2, (int)JsonNode.Parse(said.Out)!["runs"]![0]!["version"]!);
        }
        else
        {
            Assert.Contains("version: 2\n", said.Out, StringComparison.Ordinal);
            Assert.Contains("note: \"7\"\n", said.Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("runs[0].runId", "parcels-1\n")]
    [InlineData("runs[].runId", "parcels-1\nparcels-2\n")]
    [InlineData("length(runs)", "2\n")]
    public async Task Query_OfAnAnswer_IsPlainForScripts(string query, string expected)
    {
        _api.With("GET /api/runs?top=20", """{"runs":[{"runId":"parcels-1"},{"runId":"parcels-2"}]}""");
        Assert.Equal((0, expected), (await SaidAsync("runs", "--query", query)) is var said ? (said.Code, said.Out) : default);
    }

    [Fact]
    public async Task Runs_NextPage_PassesOverTheNewest()
    {
        _api.With("GET /api/runs?top=3", """{"runs":[{"runId":"c"},{"runId":"b"},{"runId":"a"}]}""");
        Assert.Equal("a\n", (await SaidAsync("runs", "--top", "1", "--skip", "2", "--query", "runs[].runId")).Out);
    }

    [Theory]
    [InlineData("completed", null, 0)]
    [InlineData("rejected", null, 5)]
    [InlineData("failed", null, 5)]
    [InlineData("running", "training", 8)]
    [InlineData("running", "approval", 8)]
    public async Task RunShow_EndsWithHowTheRunStands(string state, string? stage, int code)
    {
        _api.With(
            "GET /api/runs/parcels-1",
            new JsonObject
            {
                ["runId"] = "parcels-1",
                ["state"] = state,
                ["stage"] = stage,
            }.ToJsonString()
        );
        Assert.Equal(code, (await SaidAsync("run", "show", "parcels-1")).Code);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, 4, "SML_TOKEN")]
    [InlineData(HttpStatusCode.Forbidden, 4, "--as engineer, approver or operator")]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1, "storage is away")]
    public async Task Refusal_OfTheApi_HasItsCodeAndWhatToDo(HttpStatusCode status, int code, string message)
    {
        _api.With("GET /api/pipelines", """{"detail":"storage is away"}""", status);
        var said = await SaidAsync("pipeline", "list");
        Assert.Equal((code, ""), (said.Code, said.Out));
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_WithoutATerminal_SignsWhatWasReadAlone()
    {
        _api.With("GET /api/runs/parcels-1", Waiting).With("GET /api/runs/parcels-1/approval", "{}");
        _api.With("POST /api/runs/parcels-1/decision", "{}", HttpStatusCode.Accepted);

        var unread = await SaidAsync("approve", "parcels-1");
        Assert.Equal(2, unread.Code);
        Assert.Contains("Add --evidence sha256:4bf5122f3445 or --yes", unread.Error, StringComparison.Ordinal);
        var other = await SaidAsync("approve", "parcels-1", "--evidence", "sha256:000000000000");
        Assert.Equal(1, other.Code);
        Assert.DoesNotContain(_api.Asked, asked => asked.Request.StartsWith("POST", StringComparison.Ordinal));

        var signed = await SaidAsync("approve", "parcels-1", "--evidence", "4bf5122f3445", "--reason", "good");
        Assert.Equal(0, signed.Code);
        var (_, body, bearer) = _api.Asked.Last();
        Assert.Equal("a", bearer);
        Assert.Equal(
            (Digest, "approve", "good"),
            JsonNode.Parse(body) is { } sent ? ((string)sent["evidence"]!, (string)sent["decision"]!, (string)sent["comment"]!) : default
        );
    }

    [Theory]
    [InlineData("y", 0)]
    [InlineData("n", 1)]
    [InlineData("", 1)]
    public async Task Approve_AtATerminal_ShowsTheDigestAndAsks(string answer, int code)
    {
        _api.With("GET /api/runs/parcels-1", Waiting).With("GET /api/runs/parcels-1/approval", "{}");
        _api.With("POST /api/runs/parcels-1/decision", "{}", HttpStatusCode.Accepted);
        using StringReader typed = new($"{answer}\n");
        var said = await Said.OfAsync(["approve", "parcels-1", "--data", _data.Path], session =>
            At(session) with
            {
                In = typed,
                InIsTerminal = true,
                ErrorIsTerminal = true,
            }
        );
        Assert.Equal(code, said.Code);
        Assert.Contains(Digest, said.Error, StringComparison.Ordinal);
        Assert.Contains("[y/N]", said.Error, StringComparison.Ordinal);
        Assert.Equal(code == 0, _api.Asked.Any(asked => asked.Request.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Approve_BeforeThereIsEvidence_IsPending()
    {
        _api.With("GET /api/runs/parcels-1", """{"runId":"parcels-1","state":"running","stage":"training"}""");
        Assert.Equal(8, (await SaidAsync("approve", "parcels-1", "--yes")).Code);
    }

    [Fact]
    public async Task Rollback_NamesThePlanThatItsGiverSaw()
    {
        _api.With(
            "GET /api/deployments/parcels/traffic",
            """{"revision":7,"by":"ann","reason":"promoted","arms":[{"version":2,"weight":10000}]}"""
        );
        _api.With("POST /api/deployments/parcels/rollback", """{"revision":8,"arms":[{"version":1,"weight":10000}]}""");
        Assert.Equal(2, (await SaidAsync("rollback", "parcels", "--reason", "late")).Code);
        var said = await SaidAsync("rollback", "parcels", "--reason", "late", "--version", "1", "--yes");
        Assert.Equal(0, said.Code);
        Assert.Contains("100 %", said.Out, StringComparison.Ordinal);
        var sent = JsonNode.Parse(_api.Asked.Last().Body)!;
        Assert.Equal((7, 1, "late"), ((int)sent["revision"]!, (int)sent["version"]!, (string)sent["reason"]!));
    }

    [Fact]
    public async Task Watch_FollowsUntilPeopleAreAsked()
    {
        _api.With("GET /api/runs/parcels-1", Waiting);
        var said = await SaidAsync("watch", "parcels-1");
        Assert.Equal((8, ""), (said.Code, said.Out));
        Assert.Contains("approval: waiting for 1 approver", said.Error, StringComparison.Ordinal);
        Assert.Contains("sml approve parcels-1", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_AQuarantinedRunThatWaitsForAnOverride_EndsWith8AndSaysHowToAccept()
    {
        _api.With(
            "GET /api/runs/parcels-1",
            """{"runId":"parcels-1","state":"running","stage":"validation","message":"waits","override":{"report":"sha256:aa"}}"""
        );
        var said = await SaidAsync("watch", "parcels-1");
        Assert.Equal((8, ""), (said.Code, said.Out));
        Assert.Contains("sml override parcels-1", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_OfCells_SendsNumbersAndTexts()
    {
        _api.With("POST /v1/parcels/predict", """{"version":3,"predictions":[{"probability":0.25}]}""");
        var said = await SaidAsync("predict", "parcels", "distance=850", "carrier=Snail", "fragile=true", "note=");
        Assert.Equal(0, said.Code);
        Assert.Contains("VERSION  PROBABILITY", said.Out, StringComparison.Ordinal);
        Assert.Equal("""{"rows":[{"distance":850,"carrier":"Snail","fragile":true,"note":null}]}""", _api.Asked.Single().Body);
        Assert.Equal(2, (await SaidAsync("predict", "parcels")).Code);
        Assert.Equal(2, (await SaidAsync("predict", "parcels", "--json", "{")).Code);
    }

    [Fact]
    public async Task PipelinePut_OfAFile_PutsItUnderItsName()
    {
        File.WriteAllText(_data["p.yaml"], "name: parcels\ndata: {}\n");
        _api.With("PUT /api/pipelines/parcels", """{"pipeline":"parcels","digest":"sha256:1","started":[]}""");
        var said = await SaidAsync("pipeline", "put", _data["p.yaml"]);
        Assert.Equal(0, said.Code);
        Assert.Equal("name: parcels\ndata: {}\n", _api.Asked.Single().Body);
        File.WriteAllText(_data["p.yaml"], "data: {}\n");
        Assert.Contains("has no name:", (await SaidAsync("pipeline", "put", _data["p.yaml"])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Land_ForAPipelineThatIsNotThere_SaysWhatToPutFirst()
    {
        File.WriteAllText(_data["a.csv"], "a\n1\n");
        var said = await SaidAsync("land", "parcels", _data["a.csv"]);
        Assert.Equal(1, said.Code);
        Assert.Contains("sml pipeline put FILE", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_WithoutASystem_SaysHowToStartOne()
    {
        using TemporaryFolder empty = new();
        var said = await Said.OfAsync(["runs", "--data", empty.Path]);
        Assert.Equal(1, said.Code);
        Assert.Contains("./serverlessml up --data", said.Error, StringComparison.Ordinal);
    }

    private Task<Said> SaidAsync(params string[] words) => Said.OfAsync([.. words, "--data", _data.Path], At);

    private Session At(Session session) => session with { Http = () => _api };
}
