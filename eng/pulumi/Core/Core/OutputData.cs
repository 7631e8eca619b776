using System.Collections.Immutable;

namespace Pulumi;

/// <summary>What an output comes to: a value, whether it is known yet and secret, and the resources that it came from.</summary>
internal readonly record struct OutputData<T>(ImmutableHashSet<Resource> Resources, T Value, bool IsKnown, bool IsSecret)
{
    public OutputData<object?> Untyped => new(Resources, Value, IsKnown, IsSecret);
}
