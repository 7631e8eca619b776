using System.Collections.Immutable;
using System.Reflection;

namespace Pulumi;

/// <summary>
/// A resource's [Output] properties before the resource is made: outputs that are kept once its state is there, or failed with it.
/// </summary>
internal sealed class OutputPromises
{
    private readonly Dictionary<string, IOutputPromise> _promises = [];

    public static OutputPromises Of(Resource resource)
    {
        OutputPromises all = new();
        foreach (var property in resource.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // A component assigns its own outputs; of its base it has the URN.
            if (
                property.GetCustomAttribute<OutputAttribute>() is not { } output
                || (resource is ComponentResource && property.Name != nameof(Resource.Urn))
            )
            {
                continue;
            }

            var promise = (IOutputPromise)
                Activator.CreateInstance(typeof(OutputPromise<>).MakeGenericType(property.PropertyType.GetGenericArguments()[0]))!;
            // Only the class that declares it sees a property's private setter.
            property
                .DeclaringType!.GetProperty(property.Name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)!
                .SetValue(resource, promise.Output);
            all._promises.Add(output.Name ?? property.Name, promise);
        }

        return all;
    }

    public void Keep(Resource resource, IReadOnlyDictionary<string, object?> state, bool othersAreKnown)
    {
        ImmutableHashSet<Resource> from = [resource];
        foreach (var (name, promise) in _promises)
        {
            if (state.TryGetValue(name, out var value) && value is not null)
            {
                promise.Keep(value, from);
            }
            else
            {
                promise.KeepDefault(from, othersAreKnown);
            }
        }
    }

    public void Break(Exception because)
    {
        foreach (var promise in _promises.Values)
        {
            promise.Break(because);
        }
    }
}
