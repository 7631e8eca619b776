using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using static ServerlessML.Functions.Approval.Card.CardBlock;
using static ServerlessML.Functions.Approval.Card.CardText;

namespace ServerlessML.Functions.Approval.Card;

public sealed partial class ModelCard
{
    private IEnumerable<CardBlock> Tried()
    {
        if (evidence.Cost?.Tried is not { Count: > 0 } tried)
        {
            yield break;
        }

        var loss = QualityMeasure.Named(_report.Task == TaskKind.Regression ? QualityMeasure.Rmse : QualityMeasure.LogLoss).Title;
        yield return new Heading("What was tried");
        yield return new Paragraph(
            $"Recipe 'auto' trained with each of these at its defaults and took the one with the least {loss} on training rows that it had "
                + "not learnt from: folds where rows are few, otherwise a part that was kept back."
        );
        yield return new Grid(["Recipe", $"{char.ToUpperInvariant(loss[0])}{loss[1..]}", ""], [.. tried.Select(Row)]);

        static IReadOnlyList<string> Row(TriedRecipe one) => [one.Recipe, Any(one.Loss), one.Error ?? (one.Taken is true ? "taken" : "")];
    }

    private IEnumerable<CardBlock> LeftOut()
    {
        if (_report.LeftOut is { Count: > 0 } left)
        {
            yield return new Paragraph(
                $"Left out, as evaluating may take a fifth of the training's time, or ten seconds: {string.Join("; ", left)}."
            );
        }
    }
}
