using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Validation;
using static ServerlessML.Functions.Approval.Card.CardBlock;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>The card of a run that ended before there was a model to judge: where and why, and what it leaves.</summary>
public sealed class EndedCard(EndedRun run, ValidationReport? validation = null) : ICard
{
    public string Title => $"Model card: {run.Pipeline}, run {run.RunId}";

    public IReadOnlyList<CardBlock> Blocks() =>
        [
            new Paragraph($"The run ended in {Name(run.Stage)}, {run.State}: {run.Outcome}"),
            new Paragraph(
                run.Model is null ? "No model was trained, and nothing was evaluated." : "A model was trained, but nothing was evaluated."
            ),
            .. run.Override is { } word
                ? [new Paragraph($"The batch broke rules, and {word.By} ({word.Role}) accepted it at {word.At:u}: {word.Reason}")]
                : Array.Empty<CardBlock>(),
            new Heading("What happened"),
            new Grid(
                ["At", "Stage", "Step", "What"],
                [.. run.Steps.Select(step => (IReadOnlyList<string>)[$"{step.At:u}", Name(step.Stage), step.Key, step.What])]
            ),
            .. validation is null ? [] : ValidationBlocks.Of(validation),
            new Heading("Where it comes from"),
            new Facts([
                ("Started", $"{run.StartedAt:u} by {run.StartedBy}"),
                ("Ended", $"{run.EndedAt:u}"),
                ("Dataset", run.Dataset.ToString()),
                ("Definition", run.Definition.ToString()),
                .. Known("Validation report", run.Validation),
                .. Known("Environment", run.Environment),
                .. Known("Search", run.Search),
                .. Known("Model", run.Model),
                ("Code", run.CodeVersion),
            ]),
        ];

    private static IEnumerable<(string, string)> Known(string name, Digest? digest) =>
        digest is { } known ? [(name, known.ToString())] : [];

    private static string Name(Stage stage) => stage.ToString().ToLowerInvariant();
}
