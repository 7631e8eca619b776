using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Approval.Card;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Ml.Onnx;
using ServerlessML.Workflows.Evaluation;

namespace ServerlessML.Tests.Functions.Evaluation;

/// <summary>The definition changes within a pipeline: candidate and champion take other columns, or have another label.</summary>
[Collection(StorageCollection.Name)]
public sealed partial class ChangedDefinitionTests(Workbench bench)
{
    private const int Rows = 4000;

    private static readonly ColumnDefinition Level = new() { Name = "level", Type = ColumnType.Number };
    private static readonly ColumnDefinition Zone = new() { Name = "zone", Type = ColumnType.Category };
    private static readonly ColumnDefinition Rain = new() { Name = "rain", Type = ColumnType.Number };
    private static readonly LabelDefinition Late = new() { Name = "late", Values = ["0", "1"] };

    [Fact]
    public async Task Evaluate_ADroppedColumnThatTheFilesStillHave_ScoresTheChampionWithIt()
    {
        var report = await EvaluateAsync([Level, Zone], Late, [Level], Late, "level,zone,late");

        // The champion looks at the zone alone, which says three of four labels.
        Assert.Null(report.Champion!.NotScored);
        Assert.InRange(report.Champion.ValueOf("accuracy")!.Value, 0.72, 0.78);
        Assert.InRange(report.Differences["auc"].Difference, -0.3, 0.3);
        Assert.Equal(
            [
                new()
                {
                    Name = "level",
                    Type = ColumnType.Number,
                    Required = true,
                },
            ],
            report.Columns
        );
        Assert.Equal(
            ["clients need no longer send 'zone' once the rollout has ended; requests that still do are answered without it"],
            report.Changes!.Sentences()
        );
        Assert.Equal(VerdictOutcome.Promote, report.Verdict!.Outcome);
    }

    [Fact]
    public async Task Evaluate_ADroppedColumnThatTheFilesLack_AsksWithTheLastFiguresBeside()
    {
        var report = await EvaluateAsync([Level, Zone], Late, [Level], Late, "level,late");

        Assert.Equal(VerdictOutcome.Ask, report.Verdict!.Outcome);
        Assert.Equal(
            "the champion, version 1, cannot be scored on this batch, because b.csv has no column 'zone'; its last figures, on "
                + "the batch that it was approved "
                + "with, are AUC 0.8100, log-loss 0.5; people are asked",
            report.Verdict.Reasons.Single(reason => reason.Measure == "champion").Message
        );
        Assert.Equal((1, 0), (report.Champion!.Version, report.Champion.Measures.Count));
        Assert.Equal(0.81, report.Champion.NotScored!.Last["auc"].Value);
        Assert.Empty(report.Differences);
        Assert.All(report.Slices, slice => Assert.Null(slice.Champion));

        var card = MarkdownCard.Write(new ModelCard(Digest.Of([1]), EvidenceOf(report), null));
        Assert.All(
            (string[])
                [
                    "Champion (version 1), not on these rows",
                    "0.8100",
                    "b.csv has no column 'zone'",
                    "What clients have to send",
                    "need no longer send 'zone'",
                ],
            text => Assert.Contains(text, card, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Evaluate_AnAddedColumn_ComparesAndSaysWhatClientsMustSend()
    {
        var report = await EvaluateAsync([Zone], Late, [Zone, Rain], Late, "zone,rain,late");
        Assert.Null(report.Champion!.NotScored);
        Assert.NotNull(report.Differences["auc"].Low);
        Assert.Equal(
            ["clients must send 'rain' (a number) before the rollout begins: the candidate refuses requests that do not name it"],
            report.Changes!.Sentences()
        );

        var optional = await EvaluateAsync([Zone], Late, [Zone, Rain with { MaxMissing = 0.5 }], Late, "zone,rain,late");
        Assert.Equal(["clients may send 'rain' (a number), which the candidate takes where it is given"], optional.Changes!.Sentences());
    }

    [Fact]
    public async Task Evaluate_ARenamedColumn_AsksAndNamesBoth()
    {
        var report = await EvaluateAsync([Level, Zone], Late, [Level, Zone with { Name = "area" }], Late, "level,area,late");
        Assert.Equal(VerdictOutcome.Ask, report.Verdict!.Outcome);
        Assert.Contains("b.csv has no column 'zone'", report.Champion!.NotScored!.Reason, StringComparison.Ordinal);
        Assert.Equal("area", Assert.Single(report.Changes!.Added).Name);
        Assert.Equal("zone", Assert.Single(report.Changes.Removed).Name);
    }

    [Fact]
    public async Task Evaluate_ARetypedColumn_GivesEachItsOwnType()
    {
        // Codes: the champion takes them as text, and looks one up; the candidate takes them as numbers.
        var report = await EvaluateAsync(
            [Level, Zone],
            Late,
            [Level, Zone with { Type = ColumnType.Number }],
            Late,
            "level,code:zone,late"
        );
        Assert.Null(report.Champion!.NotScored);
        Assert.InRange(report.Champion.ValueOf("accuracy")!.Value, 0.72, 0.78);
        Assert.Equal(
            [
                new()
                {
                    Name = "zone",
                    Type = ColumnType.Number,
                    Required = true,
                },
            ],
            report.Changes!.Retyped
        );

        var text = await EvaluateAsync([Level, Zone with { Type = ColumnType.Number }], Late, [Level, Zone], Late, "level,zone,late");
        Assert.Equal(VerdictOutcome.Ask, text.Verdict!.Outcome);
        Assert.Contains(
            "b.csv has 'north' in column 'zone', which is no number",
            text.Champion!.NotScored!.Reason,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("late", "0 1 2", "'late', one of '0', '1'; the definition's is 'late', one of '0', '1', '2'")]
    [InlineData("late", "no yes", "'late', one of '0', '1'; the definition's is 'late', one of 'no', 'yes'")]
    [InlineData("delayed", "0 1", "'late', one of '0', '1'; the definition's is 'delayed', one of '0', '1'")]
    [InlineData("late", "", "'late', one of '0', '1'; the definition's is 'late', a number")]
    public async Task Evaluate_AnotherLabel_AsksAndSaysWhatItWasAndIs(string name, string values, string says)
    {
        LabelDefinition label = new()
        {
            Name = name,
            Values = [.. values.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Type = values.Length == 0 ? ColumnType.Number : null,
        };
        var report = await EvaluateAsync([Level, Zone], Late, [Level, Zone], label, "level,zone,late");
        Assert.Contains(
            $"cannot be compared with the candidate, because its label is another: {says}; its last",
            report.Verdict!.Reasons.Single(reason => reason.Measure == "champion").Message,
            StringComparison.Ordinal
        );
        Assert.Equal(VerdictOutcome.Ask, report.Verdict.Outcome);
        Assert.Equal(label.Task == TaskKind.MultiClass ? label.Values : null, report.Answers?.Classes);
    }

    [Fact]
    public async Task Evaluate_OnAWindow_JudgesTheHeldOutRowsOfAllItsBatches_AndShowsTheNewestOnes()
    {
        var batch = await EvaluateAsync([Zone], Late, [Zone, Level], Late, "zone,level,late", EvaluatedRows.Batch);
        var window = await EvaluateAsync([Zone], Late, [Zone, Level], Late, "zone,level,late", EvaluatedRows.Window);
        var both = await EvaluateAsync([Zone], Late, [Zone, Level], Late, "zone,level,late", EvaluatedRows.Both);

        Assert.Null(batch.Newest);
        Assert.Equal(batch.Rows, window.Newest!.Rows);
        Assert.Equal(batch.Candidate.Measures, window.Newest.Candidate.Measures);
        Assert.InRange(window.Rows, (2 * batch.Rows) - 200, (2 * batch.Rows) + 200);
        Assert.Equal(window.Candidate.Measures, both.Candidate.Measures);
        var reasons = window.Verdict!.Reasons.Select(reason => reason.Measure).ToList();
        Assert.Equal(reasons, batch.Verdict!.Reasons.Select(reason => reason.Measure));
        Assert.Equal([.. reasons, .. reasons.Select(reason => $"newest:{reason}")], both.Verdict!.Reasons.Select(reason => reason.Measure));
        Assert.All(both.Verdict.Reasons.Skip(reasons.Count), reason =>
            Assert.StartsWith("on the newest batch, ", reason.Message, StringComparison.Ordinal)
        );
        Assert.Contains(
            $"On those of the newest batch alone, {batch.Rows:N0} rows",
            MarkdownCard.Write(new ModelCard(Digest.Of([1]), EvidenceOf(window), null)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Release_KeepsTheColumnsThatOnlyEarlierVersionsTook()
    {
        var pipeline = bench.NewName();
        ServedColumn x =
                new()
                {
                    Name = "x",
                    Type = ColumnType.Number,
                    Required = true,
                },
            c = new() { Name = "c", Type = ColumnType.Category },
            r = new() { Name = "r", Type = ColumnType.Number };
        int? before = null;
        foreach (var (run, columns) in ((string, ServedColumn[])[])[("first", [x, c]), ("second", [x]), ("third", [x, r])])
        {
            var approved = Workbench.ApprovedOf(pipeline, $"{pipeline}-{run}") with { Columns = columns };
            var version = (await bench.Register.RunAsync(approved, default)).Version;
            before = await bench.PromoteAsync(Workbench.ClaimOf(pipeline, $"{pipeline}-{run}", before) with { Version = version });
        }

        var plan = (await bench.Plans.FindAsync(pipeline))!;
        Assert.Equal(
            [
                [x],
                [x, r],
            ],
            plan.Arms.Select(arm => arm.Columns!)
        );
        Assert.Equal(["c"], plan.FormerColumns);
    }
}
