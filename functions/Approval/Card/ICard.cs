namespace ServerlessML.Functions.Approval.Card;

/// <summary>A card for people, before it is written as HTML or Markdown.</summary>
public interface ICard
{
    string Title { get; }

    IReadOnlyList<CardBlock> Blocks();
}
