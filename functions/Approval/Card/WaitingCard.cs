using ServerlessML.Contracts.Validation;
using static ServerlessML.Functions.Approval.Card.CardBlock;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>The card of a run whose batch broke rules and that waits for somebody who accepts it: what they have to know.</summary>
public sealed class WaitingCard(ValidationReport report, DateTimeOffset until) : ICard
{
    public string Title => $"Quarantined batch: {report.Pipeline}, run {report.RunId}";

    public IReadOnlyList<CardBlock> Blocks() =>
        [
            new Paragraph(
                $"The batch '{report.Batch}' broke rules, and its run waits until {until:u} for an override. Nothing was trained."
            ),
            .. ValidationBlocks.Of(report),
        ];
}
