using Microsoft.Extensions.ObjectPool;

namespace ServerlessML.Serving;

/// <summary>
/// The first to see a request: predictions go straight to their handler, everything else to the routes. So a prediction pays for no
/// route table, no route values and no middleware.
/// </summary>
public sealed class FrontDoor(GatewayOptions options, ExchangeHandler handler)
{
    private readonly ObjectPool<Exchange> _rows = ExchangePolicy<RowsExchange>.Pool(options.MaxConcurrentRequests);

    public RequestDelegate Before(RequestDelegate next) => context =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Path.Value is { } path && Find(context, path) is { } answer ? answer : next(context);

    /// <summary>Null when the path is no prediction's.</summary>
    private Task? Find(HttpContext context, string path)
    {
        const string v1 = "/v1/";
        if (path.StartsWith(v1, StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', v1.Length);
            return end > 0 && path.AsSpan(end) is "/predict" ? handler.HandleAsync(context, _rows, path.AsMemory(v1.Length, end - v1.Length)) : null;
        }

        return null;
    }
}
