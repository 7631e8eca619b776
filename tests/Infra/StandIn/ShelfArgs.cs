using Pulumi;

namespace ServerlessML.Tests.Infra.StandIn;

internal sealed class ShelfArgs : ResourceArgs
{
    [Input("label", required: true)]
    public Input<string> Label { get; set; } = null!;

    [Input("height")]
    public Input<int>? Height { get; set; }

    [Input("books")]
    private InputList<string>? _books;

    public InputList<string> Books
    {
        get => _books ??= [];
        set => _books = value;
    }

    [Input("password")]
    public Input<string>? Password { get; set; }

    [Input("wood")]
    public Input<ShelfWood>? Wood { get; set; }

    [Input("finish")]
    public Input<ShelfFinish>? Finish { get; set; }
}
