using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Protobuf;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Training;
using ServerlessML.Tests.Replay;
using ServerlessML.Tests.Worker.Protocol;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Worker;

/// <summary>One invocation of each kind, as the Functions host makes them.</summary>
[Collection(WorkerCollection.Name)]
public sealed class WorkerTests(FunctionsWorker worker)
{
    private const string Ann = "5b5450db-eb26-4c1a-981c-ba1d25f0483d";

    [Fact]
    public void Start_TheWorker_IsReadyAndHasLoadedEveryFunction()
    {
        Assert.Equal(StatusResult.Types.Status.Success, worker.Init.Result.Status);
        Assert.NotEmpty(worker.Functions);
        Assert.All(worker.Loaded, loaded =>
            Assert.True(loaded.Value.Status == StatusResult.Types.Status.Success, $"{loaded.Key}: {loaded.Value.Exception?.Message}")
        );
        Assert.Equal(worker.Functions.Keys.Order(), worker.Loaded.Keys.Order());
    }

    [Fact]
    public async Task Http_ABodyInChunks_ArrivesWhole()
    {
        var (status, body) = await CallAsync(
            "StartRun",
            HttpMethod.Post,
            "api/runs",
            new Chunks("""{"pipeline":"flights",""", "\"batch\":\"monday\"}")
        );
        Assert.Equal(
            (
                HttpStatusCode.NotFound,
                "The container 'landing' has no batch 'monday' of pipeline 'flights'. Put its files under flights/monday/."
            ),
            (status, (string?)body["detail"])
        );
    }

    [Fact]
    public async Task Http_ARouteWithAParameter_HasIt()
    {
        var (status, body) = await CallAsync("ShowRun", HttpMethod.Get, "api/runs/flights-7", null, ("runId", "flights-7"));
        Assert.Equal((HttpStatusCode.NotFound, "There is no run 'flights-7'."), (status, (string?)body["detail"]));
    }

    [Theory]
    [InlineData("""{"pipeline":"flights","batch":"monday","bach":1}""", "bach")]
    [InlineData("not JSON", "The body does not fit this route")]
    public async Task Http_ABadBody_IsToldWhatIsWrong(string text, string expected)
    {
        var (status, body) = await CallAsync("StartRun", HttpMethod.Post, "api/runs", new Chunks(text));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(expected, (string?)body["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DurableBackend.Runs)]
    [InlineData(DurableBackend.Ended)]
    [InlineData("gone")]
    public async Task Queue_ARunnersLastWord_IsHandedOnOrDoneWith(string instance)
    {
        var message = new TrainingEvent
        {
            JobId = "job",
            InstanceId = instance,
            Attempt = 1,
            Error = "lost",
        };
        var answer = await worker.InvokeAsync(
            "TrainingEnded",
            ("message", new() { String = JsonSerializer.Serialize(message, Wire.Options) })
        );
        Succeeded(answer);
        Assert.Contains(worker.Durable.Raised, raised =>
            raised.Instance == instance
            && raised.Name == ModelTraining.EndedEvent
            && raised.Payload!.Contains("lost", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Queue_AMessageThatIsNone_FailsWithWhatWasWanted()
    {
        var answer = await worker.InvokeAsync("TrainingEnded", ("message", new() { String = "not JSON" }));
        Assert.Equal(StatusResult.Types.Status.Failure, answer.Result.Status);
        Assert.Contains("TrainingEvent", answer.Result.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timer_ATick_IsTaken() =>
        Succeeded(
            await worker.InvokeAsync(
                "QuietBatches",
                ("timer", new() { Json = """{"ScheduleStatus":null,"IsPastDue":false,"Schedule":{"AdjustForDST":true}}""" })
            )
        );

    [Fact]
    public async Task Activity_ItsRecord_ComesInAndItsAnswerGoesOut()
    {
        var note = new NoteRequest
        {
            RunId = "flights-7",
            Key = "k",
            Stage = Stage.Intake,
            What = "w",
            At = DateTimeOffset.UnixEpoch,
        };
        var answer = await worker.InvokeAsync("NoteOnRun", ("note", new() { String = JsonSerializer.Serialize(note) }));
        Succeeded(answer);
        // The run has no manifest.
        Assert.Equal("false", Text(answer.ReturnValue));
    }

    [Fact]
    public async Task Activity_ARecordWithoutWhatItNeeds_FailsByTheNameOfThat()
    {
        var answer = await worker.InvokeAsync("NoteOnRun", ("note", new() { String = """{"RunId":"flights-7"}""" }));
        Assert.Equal(StatusResult.Types.Status.Failure, answer.Result.Status);
        Assert.Contains("Key", answer.Result.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestration_TurnsOfARecordedRun_WantWhatWasWantedThen()
    {
        var recorded = new RecordedRun();
        for (var turn = 1; turn < recorded.Turns; turn++)
        {
            var answer = await worker.InvokeAsync(nameof(ModelLifecycle), ("context", new() { String = recorded.Encoded(turn) }));
            Succeeded(answer);
            var wanted = OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(Text(answer.ReturnValue).Trim('"'))).Actions;
            Assert.Equal(recorded.AskedFor(turn), wanted.Select(RecordedTurn.Words));
        }
    }

    [Fact]
    public async Task Orchestration_ItsTrainingWasTerminated_NotesThatInTheManifest()
    {
        var answer = await worker.InvokeAsync(
            nameof(ModelLifecycle),
            ("context", new() { String = new RecordedRun().EncodedWithATerminatedChild() })
        );
        Succeeded(answer);
        var wanted = Assert
            .Single(OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(Text(answer.ReturnValue).Trim('"'))).Actions)
            .ScheduleTask;
        Assert.Equal("NoteOnRun", wanted.Name);
        Assert.Contains("was ended from outside, or is not known any more", wanted.Input, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestration_AHistoryThatIsNone_Fails()
    {
        var answer = await worker.InvokeAsync(nameof(ModelLifecycle), ("context", new() { String = "not a history" }));
        Assert.Equal(StatusResult.Types.Status.Failure, answer.Result.Status);
    }

    // The host tells the worker of the invocation, and hands the request to the worker's own port under the same id.
    private async Task<(HttpStatusCode Status, JsonNode Body)> CallAsync(
        string function,
        HttpMethod method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] route
    )
    {
        var id = Guid.NewGuid().ToString();
        var input = new RpcHttp { Method = method.Method, Url = $"https://ml-api.example.org/{path}" };
        foreach (var (name, value) in route)
        {
            input.Params[name] = value;
        }

        using var http = new HttpClient { BaseAddress = worker.Http };
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("x-ms-invocation-id", id);
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", Principal());
        var invoked = worker.InvokeAsync(id, function, ("request", new() { Http = input }));
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Succeeded(await invoked);
        return (response.StatusCode, JsonNode.Parse(body)!);
    }

    private static string Principal() =>
        Convert.ToBase64String(
            Encoding.UTF8.GetBytes(
                JsonSerializer.Serialize(
                    new
                    {
                        auth_typ = "aad",
                        name_typ = "preferred_username",
                        role_typ = "roles",
                        claims = new[]
                        {
                            new { typ = "preferred_username", val = "ann@contoso.com" },
                            new { typ = "http://schemas.microsoft.com/identity/claims/objectidentifier", val = Ann },
                            new { typ = "roles", val = Role.Engineer },
                        },
                    }
                )
            )
        );

    private static void Succeeded(InvocationResponse answer) =>
        Assert.True(
            answer.Result.Status == StatusResult.Types.Status.Success,
            $"{answer.Result.Exception?.Message}\n{answer.Result.Exception?.StackTrace}"
        );

    private static string Text(TypedData data) => data.DataCase == TypedData.DataOneofCase.Json ? data.Json : data.String;

    /// <summary>Sent without a length, as <see cref="JsonContent"/> is.</summary>
    private sealed class Chunks(params string[] pieces) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var piece in pieces)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(piece));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
