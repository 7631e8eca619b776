namespace ServerlessML.LocalHost.Hosting.Invocation;

/// <summary>What a trigger hands to one invocation: the value of its parameter, and the names that other parameters bind to.</summary>
public abstract class TriggerPayload
{
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }

    /// <summary>Earlier attempts at the same event.</summary>
    public virtual int RetryCount => 0;

    public abstract ValueTask<object?> ConvertAsync(Type target, FunctionInvocation invocation);
}
