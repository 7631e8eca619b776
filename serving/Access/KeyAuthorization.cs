using ServerlessML.Contracts;

namespace ServerlessML.Serving.Access;

/// <summary>Authorizes every request by its key. An endpoint that does not declare a permission requires the right to observe everything.</summary>
public sealed class KeyAuthorization(KeyRing ring)
{
    private static readonly RequiredPermission Undeclared = new(GatewayRight.Observe);

    public RequestDelegate Before(RequestDelegate next) => ring.IsOpen ? next : context =>
        context.GetEndpoint() is { } endpoint
        && (endpoint.Metadata.GetMetadata<RequiredPermission>() ?? Undeclared).Right is { } right
        && ring.Refuse(context.Request, right, Deployment(context)) is { } fault
            ? AnswerAsync(context, fault)
            : next(context);

    private static string Deployment(HttpContext context) => (string?)(context.GetRouteValue("deployment") ?? context.GetRouteValue("model")) ?? "";

    private static Task AnswerAsync(HttpContext context, Fault fault) => context.Request.RouteValues.ContainsKey("model")
        ? InferEndpoints.WriteFaultAsync(context, fault)
        : Problems.WriteAsync(context, fault, RequestIds.Next());
}
