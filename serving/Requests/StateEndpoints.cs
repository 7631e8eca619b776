using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary>What the gateway says of itself.</summary>
public static class StateEndpoints
{
    /// <summary>The process answers.</summary>
    public static IResult Live() => Results.Ok(new { status = "live" });

    /// <summary>200 when it can serve (or has nothing to serve), 503 while it has never seen a plan; the detail in both.</summary>
    public static IResult Ready(DeploymentTable table, CaptureQueue captures, ConcurrencyGate gate) => Results.Json(
        new
        {
            status = table.Ready ? "ready" : "waiting",
            storageError = table.StorageError,
            turnedAway = gate.TurnedAway,
            captures = new { stored = captures.Stored, dropped = captures.Dropped },
            deployments = table.All.OrderBy(deployment => deployment.Name, StringComparer.Ordinal).Select(deployment => deployment.ToState()).ToList(),
        },
        Wire.Options,
        statusCode: table.Ready ? 200 : 503);

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
}
