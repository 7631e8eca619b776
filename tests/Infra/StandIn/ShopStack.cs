using Pulumi;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>What a test wants made, in a component of a stack.</summary>
internal sealed class ShopStack : Stack
{
    public static readonly AsyncLocal<Action<ComponentResource>?> Furnish = new();

    public ShopStack() => Furnish.Value!(new ComponentResource("test:shop:Room", "room"));
}
