using System.Collections.Immutable;

namespace Pulumi;

internal interface IOutputPromise
{
    object Output { get; }

    void Keep(object value, ImmutableHashSet<Resource> from);

    void KeepDefault(ImmutableHashSet<Resource> from, bool known);

    void Break(Exception because);
}
