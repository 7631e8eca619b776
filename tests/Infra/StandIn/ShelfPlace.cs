using Pulumi;

namespace ServerlessML.Tests.Infra.StandIn;

[OutputType]
internal sealed class ShelfPlace
{
    public readonly string Room;
    public readonly int? Floor;

    [OutputConstructor]
    private ShelfPlace(string room, int? floor) => (Room, Floor) = (room, floor);
}
