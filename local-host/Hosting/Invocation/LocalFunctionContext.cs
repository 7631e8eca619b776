using Microsoft.Azure.Functions.Worker;

namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>The context of one invocation on this host.</summary>
public sealed class LocalFunctionContext(
    FunctionDescriptor function,
    TriggerPayload payload,
    IServiceProvider services,
    CancellationToken cancellation
) : FunctionContext
{
    public override string InvocationId { get; } = Guid.NewGuid().ToString("n");

    public override string FunctionId => function.EntryPoint;

    public override TraceContext TraceContext { get; } = new LocalTraceContext();

    public override BindingContext BindingContext { get; } = new LocalBindingContext(payload);

    public override RetryContext RetryContext { get; } = new LocalRetryContext(payload.RetryCount);

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition { get; } = new LocalFunctionDefinition(function);

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new LocalInvocationFeatures();

    public override CancellationToken CancellationToken => cancellation;
}
