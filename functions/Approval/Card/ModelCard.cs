using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Evaluation;
using static ServerlessML.Functions.Approval.Card.CardBlock;
using static ServerlessML.Functions.Approval.Card.CardText;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>What an approver reads, made from the evidence alone: the same evidence gives the same card.</summary>
public sealed partial class ModelCard(Digest digest, Evidence evidence, EvaluationDetail? detail, ValidationReport? validation = null)
    : ICard
{
    private const int MostSlices = EvaluationBudget.MostSlices;

    private readonly EvaluationReport _report = detail is null ? evidence.Evaluation : evidence.Evaluation.With(detail);
    private readonly QualityMeasure _measure = QualityMeasure.Named(evidence.Evaluation.Measure);

    public string Title => $"Model card: {evidence.Pipeline}, run {evidence.RunId}";

    public IReadOnlyList<CardBlock> Blocks() =>
        [
            .. Summary(),
            .. Overridden(),
            .. Remarks(),
            .. Clients(),
            .. Gate(),
            .. Quality(),
            .. LeftOut(),
            .. new CardPictures(_report, detail).Blocks(),
            .. Slices(),
            .. Fairness(),
            .. Importance(),
            .. validation is null ? [] : ValidationBlocks.Of(validation),
            .. Tried(),
            .. Origin(),
        ];

    private IEnumerable<CardBlock> Summary()
    {
        yield return new Paragraph(
            $"{(evidence.Champion is { } champion ? $"A candidate to replace version {champion}" : "The first model of this pipeline")}, "
                + $"judged on {_report.Rows:N0} rows held out{Shares()}."
        );
        List<(string, string)> facts = [("Evidence", digest.ToString()), ("Verdict of the gate", Verdict())];
        if (_report.Split is { } split)
        {
            facts.Add(
                (
                    "Split",
                    $"revision {split.Revision}: {split.Trained:N0} rows to train on, {split.Held:N0} held "
                        + $"out{(split.Left > 0 ? $", {split.Left:N0} in neither" : "")}"
                )
            );
        }

        yield return new Facts(facts);
    }

    private IEnumerable<CardBlock> Overridden()
    {
        if (evidence.Override is { } word)
        {
            yield return new Heading("Its batch was overridden");
            yield return new Paragraph(
                $"The batch broke rules, and {word.By} ({word.Role}) accepted it at {word.At:u}: {word.Reason.TrimEnd('.')}. The validation "
                    + $"report says which. {(word.Baseline ? "Later batches are compared with it." : "Later batches are not compared with it.")}"
            );
        }
    }

    private IEnumerable<CardBlock> Remarks()
    {
        if (_report.Remarks is { Count: > 0 } remarks)
        {
            yield return new Heading("Remarks");
            foreach (var remark in remarks)
            {
                yield return new Paragraph($"{char.ToUpperInvariant(remark[0])}{remark[1..]}{(remark[^1] == '?' ? "" : ".")}");
            }
        }
    }

    private IEnumerable<CardBlock> Clients()
    {
        if (_report.Changes is { } changes)
        {
            yield return new Heading("What clients have to send");
            foreach (var sentence in changes.Sentences())
            {
                yield return new Paragraph($"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}.");
            }
        }
    }

    private IEnumerable<CardBlock> Gate()
    {
        yield return new Heading("The gate");
        yield return new Grid(
            ["", "Measure", "Value", "95 % interval", "Limit", "What it says"],
            [
                .. evidence.Verdict.Reasons.Select(reason =>
                    (IReadOnlyList<string>)
                        [
                            reason.InWords(),
                            reason.Measure,
                            Text(reason.Value),
                            reason is { Low: { } low, High: { } high } ? $"{Text(low)} to {Text(high)}" : "",
                            Text(reason.Limit),
                            reason.Message,
                        ]
                ),
            ]
        );
    }

    private IEnumerable<CardBlock> Quality()
    {
        var (candidate, champion) = (_report.Candidate, _report.Champion);
        var before = champion?.NotScored?.Last ?? champion?.Measures;
        var established = champion switch
        {
            null => "No champion",
            { NotScored: null } => $"Champion (version {champion.Version})",
            _ => $"Champion (version {champion.Version}), not on these rows",
        };
        yield return new Heading("Quality on the holdout");
        if (_report.Threshold is { } threshold)
        {
            yield return new Paragraph(
                $"Rows are called positive from a probability of {Text(threshold.Value)} on: "
                    + $"{threshold.Why}{(threshold.Rows > 0 ? $", on {Whole(threshold.Rows)} training rows" : "")}"
                    + $"{(threshold.InSample ? ", which the model may have learnt from: the recipe left no 'validation.json'" : "")}."
            );
        }

        yield return new Paragraph(
            $"Candidate and champion are compared by the {_measure.Title}{(_measure.IsLoss ? ", where less is better" : "")}. "
                + $"With 95 % "
                + $"intervals{(_report.Task == TaskKind.Binary ? ", DeLong for the AUC and BCa bootstrap over rows for the others" : ", BCa bootstrap over rows")}; "
                + $"both models were scored on the same rows, and differences are candidate less champion."
        );
        List<IReadOnlyList<string>> rows =
        [
            .. candidate
                .Measures.Keys.OrderBy(name =>
                    name == _measure.Name ? 0
                    : name.StartsWith(QualityMeasure.RecallOf, StringComparison.Ordinal) ? 2
                    : 1
                )
                .ThenBy(name => name, StringComparer.Ordinal)
                .Select(name =>
                    (IReadOnlyList<string>)
                        [
                            name == _measure.Name ? $"{_measure.Title} (compared by)" : QualityMeasure.Named(name).Title,
                            Range(candidate.Measures[name]),
                            Range(before?.GetValueOrDefault(name)),
                            Difference(name),
                        ]
                ),
        ];
        rows.Add(["one row, median and p99 (ms)", Latency(detail?.Candidate), Latency(detail?.Champion), ""]);
        rows.Add(["size (bytes)", Whole(candidate.Bytes), Whole(champion?.Bytes), ""]);
        yield return new Grid(["", "Candidate", established, "Difference"], rows);
        if (_report.Newest is { } newest)
        {
            yield return new Paragraph(
                $"These are the held-out rows of every batch of the training window. On those of the newest batch alone, "
                    + $"{newest.Rows:N0} rows:"
            );
            yield return new Grid(
                ["", "Candidate", "Champion", "Difference"],
                [
                    .. newest
                        .Candidate.Measures.OrderBy(pair => pair.Key != _measure.Name)
                        .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                        .Select(pair =>
                            (IReadOnlyList<string>)
                                [
                                    QualityMeasure.Named(pair.Key).Title,
                                    Range(pair.Value),
                                    Range(newest.Champion?.Measures.GetValueOrDefault(pair.Key)),
                                    Range(newest.Differences.GetValueOrDefault(pair.Key)),
                                ]
                        ),
                ]
            );
        }

        if (champion?.NotScored is { } missing)
        {
            yield return new Paragraph(
                $"{char.ToUpperInvariant(missing.Reason[0])}{missing.Reason[1..]}. Its figures above are its last, on the batch "
                    + $"that it was approved with: they are not of the same rows."
            );
        }

        if (detail?.McNemar is { } known)
        {
            yield return new Paragraph(
                $"{Whole(known.OnlyCandidate)} rows are right by the candidate alone, {Whole(known.OnlyChampion)} by the "
                    + $"champion alone, p {Chance(known.PValue)} (McNemar)."
            );
        }
    }

    private IEnumerable<CardBlock> Origin()
    {
        yield return new Heading("Where it comes from");
        List<(string, string)> facts =
        [
            ("Model", evidence.Model.ToString()),
            ("Dataset", evidence.Dataset.ToString()),
            .. evidence.Window is { } window ? [("Training window", window.ToString())] : Array.Empty<(string, string)>(),
            ("Definition", evidence.Definition.ToString()),
            ("Validation report", evidence.Validation.ToString()),
            ("Environment", evidence.Environment.ToString()),
            ("Code", evidence.CodeVersion ?? "not kept"),
        ];
        if (evidence.Cost is { } cost)
        {
            facts.Add(
                ("Training", $"{cost.Rows:N0} rows, {cost.Steps:N0} steps, {Text(cost.Seconds, "0.0")} s with {cost.Threads} threads")
            );
            if (cost.Search is { } search)
            {
                var parts = string.Join(
                    ", ",
                    search.Recipes.Select(part => $"{part.Recipe} {part.Trainings} in {Text(part.Seconds, "0.0")} s")
                );
                facts.Add(
                    (
                        "Search",
                        $"{search.Trainings:N0} trainings in {Text(search.Seconds, "0.0")} s ({parts}), {search.Cached:N0} done "
                            + $"before, {Text(search.LostSeconds, "0.0")} s in attempts that failed"
                    )
                );
            }
        }

        yield return new Facts(facts);
    }

    private string Verdict() =>
        evidence.Verdict.Outcome switch
        {
            VerdictOutcome.Promote => "promote",
            VerdictOutcome.Ask => "ask people",
            _ => "reject",
        };

    private string Shares() =>
        _report switch
        {
            { Task: TaskKind.Binary, ClassRows: [_, var positives] } =>
                $", of which {Text(positives * 100.0 / _report.Rows, "0.0")} % are positive",
            { ClassRows: { } rows } when detail?.Candidate.Classes is { } classes => $", of which "
                + $"{string.Join(", ", classes.Zip(rows).Take(12).Select(pair => $"{Text(pair.Second * 100.0 / _report.Rows, "0.0")} % are {pair.First.Class}"))}{(rows.Count > 12 ? " and others" : "")}",
            _ => "",
        };

    private string Difference(string name) =>
        _report.Differences.GetValueOrDefault(name) is not { } known ? ""
        : known.PValue is { } p ? $"{Range(known)}, p {Chance(p)}"
        : Range(known);
}
