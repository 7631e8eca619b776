using System.Collections.Immutable;
using Pulumi;

namespace ServerlessML.Tests.Infra.StandIn;

internal sealed class Shelf(string name, ShelfArgs args, CustomResourceOptions? options = null)
    : CustomResource("test:shop:Shelf", name, args, options)
{
    [Output("label")]
    public Output<string> Label { get; private set; } = null!;

    [Output("height")]
    public Output<int> Height { get; private set; } = null!;

    [Output("books")]
    public Output<ImmutableArray<string>> Books { get; private set; } = null!;

    [Output("place")]
    public Output<ShelfPlace> Place { get; private set; } = null!;
}
