using ServerlessML.Contracts;

namespace ServerlessML.Serving.Access;

/// <summary>
/// Authorizes every request by its key: predictions, which come before the routes, by <see cref="RefusePrediction"/>; all others by the
/// permission that their endpoint declares. One that declares none requires the right to observe everything.
/// </summary>
public sealed class KeyAuthorization(KeyRing ring)
{
    private static readonly RequiredPermission Undeclared = new(GatewayRight.Observe);

    /// <summary>Decides on a prediction before its body is read.</summary>
    /// <returns>Null when whoever asks may.</returns>
    public Fault? RefusePrediction(HttpRequest request, ReadOnlySpan<char> deployment) =>
        ring.Refuse(request, GatewayRight.Predict, deployment);

    public RequestDelegate Before(RequestDelegate next) =>
        ring.IsOpen
            ? next
            : context =>
                context.GetEndpoint() is { } endpoint
                && (endpoint.Metadata.GetMetadata<RequiredPermission>() ?? Undeclared).Right is { } right
                && ring.Refuse(context.Request, right, Deployment(context)) is { } fault
                    ? AnswerAsync(context, fault)
                    : next(context);

    private static string Deployment(HttpContext context) =>
        (string?)(context.GetRouteValue("deployment") ?? context.GetRouteValue("model")) ?? "";

    private static Task AnswerAsync(HttpContext context, Fault fault) =>
        context.Request.RouteValues.ContainsKey("model")
            ? InferEndpoints.WriteFaultAsync(context, fault)
            : Problems.WriteAsync(context, fault, RequestIds.Next());
}
