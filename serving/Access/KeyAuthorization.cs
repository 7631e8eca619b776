using ServerlessML.Contracts;

namespace ServerlessML.Serving.Access;

/// <summary>Stands before every endpoint. One that does not say what it needs, needs the right to observe everything.</summary>
public sealed class Gatekeeper(KeyRing ring)
{
    private static readonly NeededRight Undeclared = new(GatewayRight.Observe);

    public RequestDelegate Before(RequestDelegate next) => ring.IsOpen ? next : context =>
        context.GetEndpoint() is { } endpoint
        && (endpoint.Metadata.GetMetadata<NeededRight>() ?? Undeclared).Right is { } right
        && ring.Refuse(context.Request, right, Deployment(context)) is { } fault
            ? AnswerAsync(context, fault)
            : next(context);

    private static string Deployment(HttpContext context) => (string?)(context.GetRouteValue("deployment") ?? context.GetRouteValue("model")) ?? "";

    private static Task AnswerAsync(HttpContext context, Fault fault) => context.Request.RouteValues.ContainsKey("model")
        ? InferEndpoints.WriteFaultAsync(context, fault)
        : Problems.WriteAsync(context, fault, RequestIds.Next());
}
