using System.Collections.Immutable;
using Pulumi.Testing;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>Answers with the inputs, and what a test adds.</summary>
internal sealed class ShopMocks : IMocks
{
    public ImmutableDictionary<string, object> Extra { get; init; } = ImmutableDictionary<string, object>.Empty;

    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args) => Task.FromResult<(string?, object)>(($"{args.Name}-id", args.Inputs.SetItems(Extra)));

    public Task<object> CallAsync(MockCallArgs args) => throw new InvalidOperationException(args.Token);
}
