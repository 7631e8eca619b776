namespace ServerlessML.Functions.Approval.Card;

/// <summary>A part of a model card, before it is written in one format or another. Texts are plain: the writer escapes them.</summary>
public abstract record CardBlock
{
    public sealed record Heading(string Text) : CardBlock;

    public sealed record Paragraph(string Text) : CardBlock;

    public sealed record Facts(IReadOnlyList<(string Name, string Value)> Items) : CardBlock;

    public sealed record Grid(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows) : CardBlock;

    /// <summary>A picture; its numbers are in a table too, or in <paramref name="Says"/>, for those who do not see it.</summary>
    public sealed record Figure(string Title, string Says, Plot Plot) : CardBlock;
}
