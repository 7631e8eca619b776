using System.Net;
using System.Security.Claims;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ServerlessML.Tests.LocalHost;

public sealed class SampleFunctions(Calls calls)
{
    public sealed record Order(string Item, int Count);

    [Function("OnOrder")]
    public Task OnOrder([QueueTrigger("%Queue%")] Order order, long dequeueCount, CancellationToken cancellation) =>
        calls.RecordAsync($"{order.Item} x{order.Count} try {dequeueCount} {cancellation.CanBeCanceled}", cancellation);

    [Function("Tick")]
    public Task Tick([TimerTrigger("0 0 * * * *")] TimerInfo timer) => calls.RecordAsync(timer.IsPastDue ? "late" : "in time");

    [Function("Echo")]
    public async Task<HttpResponseData> Echo([HttpTrigger("post", Route = "echo/{id:int}")] HttpRequestData request, int id)
    {
        var order = await request.ReadFromJsonAsync<Order>();
        var response = request.CreateResponse(HttpStatusCode.Accepted);
        response.Headers.Add("Location", $"/api/echo/{id}");
        await response.WriteAsJsonAsync(
            new
            {
                id,
                order!.Item,
                who = request.Identities.Single().Name,
                q = request.Query["q"],
            }
        );
        return response;
    }

    [Function("ApproversOnly")]
    public static HttpResponseData ApproversOnly(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "secret")] HttpRequestData request
    )
    {
        var allowed = request.Identities.Any(identity => identity.HasClaim(ClaimTypes.Role, "approver"));
        return request.CreateResponse(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
    }

    [Function("Broken")]
    public static HttpResponseData Broken([HttpTrigger("get", Route = "broken")] HttpRequestData request) =>
        throw new InvalidOperationException($"a secret detail of {request.Url}");

    [Function("Open")]
    public static HttpResponseData Open([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "open")] HttpRequestData request) =>
        request.CreateResponse(HttpStatusCode.OK);

    [Function("Unlisted")]
    public static HttpResponseData Unlisted(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "unlisted")] HttpRequestData request
    ) => request.CreateResponse(HttpStatusCode.OK);

    [Function("Total")]
    public static async Task<int> Total([OrchestrationTrigger] TaskOrchestrationContext context, Order order)
    {
        var doubled = await context.CallActivityAsync<Order>("DoubleOrder", order);
        return (await context.CallActivityAsync<Order>("DoubleOrder", doubled)).Count;
    }

    [Function("DoubleOrder")]
    public async Task<Order> DoubleOrder([ActivityTrigger] Order order, string instanceId, CancellationToken cancellation)
    {
        await calls.RecordAsync($"{instanceId} doubles {order.Count}", cancellation);
        return order with { Count = order.Count * 2 };
    }

    [Function("StartTotal")]
    public static async Task<HttpResponseData> StartTotal(
        [HttpTrigger("post", Route = "totals/{id}")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        var order = await request.ReadFromJsonAsync<Order>(cancellation);
        await client.ScheduleNewOrchestrationInstanceAsync("Total", order, new StartOrchestrationOptions(id), cancellation);
        return request.CreateResponse(HttpStatusCode.Accepted);
    }
}
