using Microsoft.Extensions.ObjectPool;

namespace ServerlessML.Serving.Requests;

/// <summary>
/// Dispatches predictions straight to their handler and everything else to the routes, so that a prediction pays for no
/// route table, no route values and no middleware.
/// </summary>
public sealed class PredictionDispatcher(GatewayOptions options, ExchangeHandler handler)
{
    private const string Rows = "/v1/";
    private const string Models = "/v2/models/";
    private const string Versions = "/versions/";

    private readonly ObjectPool<Exchange> _rows = ExchangePolicy<RowsExchange>.Pool(options.MaxConcurrentRequests);
    private readonly ObjectPool<Exchange> _tensors = ExchangePolicy<InferExchange>.Pool(options.MaxConcurrentRequests);

    public RequestDelegate Before(RequestDelegate next) =>
        context =>
            HttpMethods.IsPost(context.Request.Method) && context.Request.Path.Value is { } path && Find(context, path) is { } answer
                ? answer
                : next(context);

    /// <summary>Null when the path is no prediction's.</summary>
    private Task? Find(HttpContext context, string path)
    {
        if (path.StartsWith(Rows, StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', Rows.Length);
            return end > 0 && path.AsSpan(end) is "/predict" ? handler.HandleAsync(context, _rows, path.AsSpan(Rows.Length..end)) : null;
        }

        return path.StartsWith(Models, StringComparison.Ordinal) ? FindModel(context, path) : null;
    }

    private Task? FindModel(HttpContext context, string path)
    {
        var end = path.IndexOf('/', Models.Length);
        if (end < 0)
        {
            return null;
        }

        var name = path.AsSpan(Models.Length..end);
        var rest = path.AsSpan(end);
        if (rest is "/infer")
        {
            return handler.HandleAsync(context, _tensors, name);
        }

        const string infer = "/infer";
        return rest.StartsWith(Versions) && rest.EndsWith(infer) && rest.Length > Versions.Length + infer.Length
            ? handler.HandleAsync(context, _tensors, name, path.AsSpan((end + Versions.Length)..^infer.Length))
            : null;
    }
}
