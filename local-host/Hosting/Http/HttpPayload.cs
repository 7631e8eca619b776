using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ServerlessML.LocalHost.Hosting.Http;

internal sealed class HttpPayload(HttpContext http, BinaryData body) : TriggerPayload
{
    public override IReadOnlyDictionary<string, object?> BindingData { get; } =
        http.Request.RouteValues.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    public override ValueTask<object?> ConvertAsync(Type target, FunctionInvocation invocation) =>
        target == typeof(HttpRequestData)
            ? new(new LocalHttpRequestData(http, body.ToStream(), invocation.Context))
            : Content.AsAsync(target, body, invocation);
}
