using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary><c>POST /v1/{deployment}/predict</c>: the body first, then one look at the plan, then the rest without waiting for anything.</summary>
public sealed class PredictEndpoint(
    GatewayOptions options, DeploymentTable table, ConcurrencyGate gate, CaptureQueue captures, TimeProvider time, ILogger<PredictEndpoint> log)
{
    private const string ClosedTooSoon = "The body ended too soon, or could not be read.";

    public async Task HandleAsync(HttpContext context, string name)
    {
        var given = context.Request.Headers[Headers.RequestId].ToString();
        var usable = given.Length == 0 || Headers.IsRequestId(given);
        var requestId = given.Length > 0 && usable ? given : Guid.CreateVersion7().ToString("N");
        context.Response.Headers[Headers.RequestId] = requestId;
        if (!gate.TryEnter())
        {
            await Problems.WriteAsync(context, Fault.Busy(gate.Limit), requestId);
            return;
        }

        try
        {
            var fault = usable
                ? await AnswerAsync(context, name, requestId)
                : Fault.BadHeader(Headers.RequestId, Headers.RequestIdRule);
            if (fault is not null)
            {
                await Problems.WriteAsync(context, fault, requestId);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task<Fault?> AnswerAsync(HttpContext context, string name, string requestId)
    {
        if (!Names.IsPipeline(name))
        {
            return Fault.BadDeploymentName(Names.PipelineRule);
        }

        if (!table.TryGet(name, out var deployment))
        {
            return table.Listed ? Fault.UnknownDeployment(name) : Fault.NoPlan(name, table.StorageError);
        }

        var key = context.Request.Headers[Headers.RoutingKey].ToString();
        key = key.Length > 0 ? key : context.Request.Query["key"].ToString();
        if (key.Length > TrafficSplit.LongestKey)
        {
            return Fault.BadHeader(Headers.RoutingKey, $"at most {TrafficSplit.LongestKey} characters");
        }

        ReadResult body;
        try
        {
            if (context.Request.ContentLength > options.MaxBodyBytes)
            {
                return Fault.BodyTooLarge(options.MaxBodyBytes);
            }

            body = await ReadBodyAsync(context);
        }
        catch (BadHttpRequestException bad)
        {
            return bad.StatusCode == 413 ? Fault.BodyTooLarge(options.MaxBodyBytes) : Fault.Malformed(ClosedTooSoon, "$") with { Status = bad.StatusCode };
        }

        try
        {
            return body.Buffer.Length > options.MaxBodyBytes
                ? Fault.BodyTooLarge(options.MaxBodyBytes)
                : await PredictAsync(context, deployment, key, body.Buffer, requestId);
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(body.Buffer.End);
        }
    }

    /// <summary>The whole body, or one byte more than is allowed.</summary>
    private async Task<ReadResult> ReadBodyAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var body = await reader.ReadAtLeastAsync(options.MaxBodyBytes + 1, context.RequestAborted);
        // A stopping server interrupts pending reads once, so that idle connections end; the rest of this body still comes.
        while (body.IsCanceled && !body.IsCompleted)
        {
            reader.AdvanceTo(body.Buffer.Start);
            body = await reader.ReadAtLeastAsync(options.MaxBodyBytes + 1, context.RequestAborted);
        }

        return body;
    }

    private async Task<Fault?> PredictAsync(HttpContext context, Deployment deployment, string key, ReadOnlySequence<byte> body, string requestId)
    {
        var started = Stopwatch.GetTimestamp();
        if (Hold(deployment, key) is not { } route)
        {
            return Fault.NoPlan(deployment.Name, deployment.LastError);
        }

        var (plan, arm, routed) = route;
        var batch = arm.Model.RentBatch();
        try
        {
            if (Score(body, batch, arm, requestId) is { } fault)
            {
                return fault;
            }

            WriteAnswer(batch, requestId, arm.Version);
            var latency = Stopwatch.GetElapsedTime(started);
            arm.Counts.Answered(batch.Count, latency);
            if (plan.Document.Capture > 0 && Random.Shared.NextDouble() < plan.Document.Capture)
            {
                var at = time.GetUtcNow();
                captures.Offer(new Captured(deployment.Name, at, CaptureLine.Write(requestId, at, plan, arm, routed, batch, latency)));
            }

            var response = context.Response;
            response.Headers[Headers.ModelVersion] = arm.VersionText;
            response.Headers[Headers.PlanRevision] = plan.RevisionText;
            response.ContentType = "application/json";
            response.ContentLength = batch.Output.WrittenCount;
            await response.BodyWriter.WriteAsync(batch.Output.WrittenMemory, context.RequestAborted);
            return null;
        }
        finally
        {
            arm.Model.Return(batch);
            arm.Model.LetGo();
        }
    }

    /// <summary>Routes by the plan of this moment, and holds the arm's model; null when there is no plan.</summary>
    private static (AppliedPlan Plan, AppliedArm Arm, RoutingKey? Key)? Hold(Deployment deployment, string key)
    {
        while (deployment.Current is { } plan)
        {
            RoutingKey? routed = key.Length > 0 ? plan.Split.KeyOf(key) : null;
            var arm = plan.Arms[plan.Split.ArmOf(routed?.Bucket ?? Random.Shared.Next(TrafficPlan.WholeWeight))];
            if (arm.Model.TryHold())
            {
                return (plan, arm, routed);
            }

            // The plan was replaced between the two lines above, so the next look finds its successor.
        }

        return null;
    }

    private Fault? Score(ReadOnlySequence<byte> body, RowBatch batch, AppliedArm arm, string requestId)
    {
        var fault = body.IsSingleSegment ? RowReader.Read(body.FirstSpan, batch, options.MaxRows) : ReadJoined(body, batch);
        if (fault is not null)
        {
            arm.Counts.Rejected();
            return fault;
        }

        try
        {
            arm.Model.Score(batch);
        }
        catch (Exception failure) when (failure is OnnxRuntimeException or ModelRejectedException)
        {
            log.LogError(failure, "Request {RequestId}: version {Version} failed.", requestId, arm.Version);
            arm.Counts.Failed();
            return Fault.ScoringFailed;
        }

        var bad = batch.Probabilities.AsSpan(0, batch.Count).IndexOfAnyExceptInRange(0f, 1f);
        if (bad >= 0)
        {
            arm.Counts.Failed();
            return Fault.NoProbability(bad);
        }

        return null;
    }

    private Fault? ReadJoined(ReadOnlySequence<byte> body, RowBatch batch)
    {
        var joined = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(joined);
            return RowReader.Read(joined.AsSpan(0, (int)body.Length), batch, options.MaxRows);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    private static void WriteAnswer(RowBatch batch, string requestId, int version)
    {
        using var json = new Utf8JsonWriter(batch.Output);
        json.WriteStartObject();
        json.WriteString("requestId", requestId);
        json.WriteNumber("version", version);
        json.WriteStartArray("predictions");
        foreach (var probability in batch.Probabilities.AsSpan(0, batch.Count))
        {
            json.WriteStartObject();
            json.WriteNumber("probability", probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
