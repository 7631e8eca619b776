using Pulumi;

namespace ServerlessML.Tests.Infra.StandIn;

[EnumType]
internal readonly record struct ShelfWood(string Text)
{
    public static ShelfWood Oak { get; } = new("oak");

    public static explicit operator string(ShelfWood wood) => wood.Text;
}
