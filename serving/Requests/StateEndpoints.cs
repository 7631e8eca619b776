using System.Text.Json;
using Azure;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Requests;

/// <summary>What the gateway says of itself.</summary>
public static class StateEndpoints
{
    /// <summary>The process answers.</summary>
    public static IResult Live() => Results.Ok(new { status = "live" });

    /// <summary>
    /// 200 when it can serve (or has nothing to serve), 503 while it has never seen a plan and when it stops; the detail in both, for who
    /// may see it.
    /// </summary>
    public static IResult Ready(
        HttpRequest request,
        KeyRing ring,
        DeploymentTable table,
        CaptureQueue captures,
        FeedbackQueue feedback,
        ConcurrencyGate gate,
        Readiness readiness,
        Replica replica
    ) =>
        ring.Allows(request, GatewayRight.Observe)
            ? Detail(ring, table, captures, feedback, gate, readiness, replica)
            : Results.Json(new { status = readiness.Status }, Wire.Options, statusCode: readiness.Ready ? 200 : 503);

    private static IResult Detail(
        KeyRing ring,
        DeploymentTable table,
        CaptureQueue captures,
        FeedbackQueue feedback,
        ConcurrencyGate gate,
        Readiness readiness,
        Replica replica
    ) =>
        Results.Json(
            new
            {
                status = readiness.Status,
                replica = replica.Name,
                process = replica.Process,
                storageError = table.StorageError,
                turnedAway = gate.TurnedAway,
                refused = ring.Refused,
                captures = new
                {
                    stored = captures.Stored,
                    dropped = captures.Dropped,
                    waiting = captures.Depth,
                },
                feedback = new
                {
                    stored = feedback.Stored,
                    lost = feedback.Lost,
                    waiting = feedback.Waiting,
                },
                deployments = table
                    .All.OrderBy(deployment => deployment.Name, StringComparer.Ordinal)
                    .Select(deployment => deployment.ToState())
                    .ToList(),
            },
            Wire.Options,
            statusCode: readiness.Ready ? 200 : 503
        );

    public static async Task DeploymentAsync(HttpContext context, string name, DeploymentTable table)
    {
        if (table.TryGet(name, out var deployment))
        {
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, deployment.ToState(), Wire.Options, context.RequestAborted);
            return;
        }

        await Problems.WriteAsync(context, table.WhyNot(name), Guid.CreateVersion7().ToString("N"));
    }

    /// <summary>Looks at the plan now, and says how it stands: the answer's revision is the one that is served.</summary>
    public static async Task RefreshAsync(HttpContext context, string name, PlanWatcher watcher, DeploymentTable table)
    {
        try
        {
            if (await watcher.RefreshAsync(name, context.RequestAborted) is { } deployment)
            {
                await WriteAsync(context, deployment.ToState());
                return;
            }

            await Problems.WriteAsync(
                context,
                Names.IsPipeline(name) ? Fault.UnknownDeployment(name) : Fault.BadDeploymentName(Names.PipelineRule),
                RequestIds.Next()
            );
        }
        catch (Exception failure) when (failure is RequestFailedException or AggregateException)
        {
            await Problems.WriteAsync(context, Fault.NoPlan(name, failure.Message.Split('\n', 2)[0]), RequestIds.Next());
        }
    }

    /// <summary>What this process counted under the plans that are in use, as it keeps it in storage.</summary>
    public static Task CountsAsync(HttpContext context, string name, DeploymentTable table, Replica replica, TimeProvider time) =>
        table.TryGet(name, out var deployment)
            ? WriteAsync(context, CountsKeeper.Read(deployment, replica, time.GetUtcNow()))
            : Problems.WriteAsync(context, table.WhyNot(name), RequestIds.Next());

    public static async Task MetricsAsync(HttpContext context, GatewayMetrics metrics)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(
            PrometheusText.Write(metrics.Families, metrics.Now(), GatewayMetrics.Prefix),
            context.RequestAborted
        );
    }

    private static Task WriteAsync<T>(HttpContext context, T document)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, document, Wire.Options, context.RequestAborted);
    }
}
