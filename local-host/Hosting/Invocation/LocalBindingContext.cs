using Microsoft.Azure.Functions.Worker;

namespace ServerlessML.LocalHost.Hosting.Invocation;

internal sealed class LocalBindingContext(TriggerPayload payload) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData => payload.BindingData;
}
