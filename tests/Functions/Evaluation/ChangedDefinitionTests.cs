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
public sealed class ChangedDefinitionTests(Workbench bench)
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

    private static Evidence EvidenceOf(EvaluationReport report) =>
        new()
        {
            RunId = "second",
            Pipeline = "p",
            Definition = Digest.Of([1]),
            Dataset = Digest.Of([2]),
            Model = report.Candidate.Model,
            Validation = Digest.Of([3]),
            Environment = Digest.Of([4]),
            Champion = report.Champion?.Version,
            Evaluation = report with { Verdict = null },
            Verdict = report.Verdict!,
        };

    /// <summary>Promotes a champion of one definition, and evaluates a candidate of another over a batch.</summary>
    private async Task<EvaluationReport> EvaluateAsync(
        IReadOnlyList<ColumnDefinition> before,
        LabelDefinition labelBefore,
        IReadOnlyList<ColumnDefinition> now,
        LabelDefinition label,
        string header,
        EvaluatedRows? on = null
    )
    {
        var content = bench.Storage.Content;
        var definition = new PipelineDefinition
        {
            Name = bench.NewName(),
            Data = new() { Columns = now, Label = label },
            Approval = new() { Approvals = 0 },
            Evaluation = new()
            {
                Holdout = 0.5,
                MinGain = -1,
                MinAuc = 0,
                On = on,
                Limits = QualityMeasure
                    .Of(label.Task, [])
                    .Where(measure => measure.Floor is not null && measure.Name != QualityMeasure.Auc)
                    .ToDictionary(measure => measure.Name, measure => measure.IsLoss || measure.Aim is not null ? 1000.0 : -1000),
                Unproven = new() { Otherwise = UnprovenRule.Accept },
            },
        };
        var old = definition with
        {
            Data = new() { Columns = before, Label = labelBefore },
        };
        var champion = await content.PutAsync(Model(before, labelBefore));
        var evidence = await content.PutJsonAsync(
            new Evidence
            {
                RunId = "first",
                Pipeline = definition.Name,
                Definition = await content.PutJsonAsync(old),
                Dataset = Digest.Of([2]),
                Model = champion,
                Validation = Digest.Of([3]),
                Environment = Digest.Of([4]),
                Verdict = new() { Outcome = VerdictOutcome.Promote, Reasons = [] },
                Evaluation = new()
                {
                    RunId = "first",
                    Rows = 10,
                    Candidate = new()
                    {
                        Model = champion,
                        Bytes = 1,
                        Measures = new Dictionary<string, MeasureScore> { ["log-loss"] = new(0.5), ["auc"] = new(0.81) },
                    },
                },
            }
        );
        await bench.PromoteAsync(
            Workbench.ClaimOf(definition.Name, $"{definition.Name}-first") with
            {
                Model = champion,
                Evidence = evidence,
            }
        );
        async Task<DataFile> FileAsync(int seed, int? place)
        {
            var file = Encoding.UTF8.GetBytes(Batch(header, label, seed));
            return new()
            {
                Name = "b.csv",
                Format = DataFormat.Csv,
                Bytes = file.Length,
                Digest = await content.PutAsync(file),
                Place = place,
            };
        }

        DatasetManifest dataset = new() { Pipeline = definition.Name, Files = [await FileAsync(7, null)] };
        var window = on is null ? null : dataset with { Files = [await FileAsync(8, 0), await FileAsync(7, 1)] };
        return await new EvaluateCandidate(content, bench.Models).RunAsync(
            new()
            {
                RunId = $"{definition.Name}-second",
                Pipeline = definition.Name,
                Definition = await content.PutJsonAsync(definition),
                Dataset = await content.PutJsonAsync(dataset),
                Window = window is null ? null : await content.PutJsonAsync(window),
                Model = await content.PutAsync(Model(now, label)),
            },
            default
        );
    }

    /// <summary>The zone says three of four labels.</summary>
    private static string Batch(string header, LabelDefinition label, int seed)
    {
        var random = new Random(seed);
        var columns = header.Split(',');
        var text = new StringBuilder(string.Join(',', columns[..^1].Select(column => column.Split(':')[^1])) + $",{label.Name}\n");
        for (var row = 0; row < Rows; row++)
        {
            var isNorth = random.Next(2) == 0;
            var late = random.NextDouble() < (isNorth ? 0.75 : 0.25) ? 1 : 0;
            var shown =
                label.Task == TaskKind.MultiClass && row % 3 == 0 ? label.Values[2]
                : label.Values.Count > 0 ? label.Values[late]
                : $"{late + random.NextDouble():F3}";
            text.Append(
                    string.Join(
                        ',',
                        columns[..^1]
                            .Select(column =>
                                column switch
                                {
                                    "level" => random.NextDouble().ToString("F6", CultureInfo.InvariantCulture),
                                    "rain" => random.Next(10).ToString(CultureInfo.InvariantCulture),
                                    "code:zone" => isNorth ? "1" : "2",
                                    _ => isNorth ? "north" : "south",
                                }
                            )
                    )
                )
                .Append(',')
                .Append(shown)
                .Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// A model whose logit is 1 in the north and -1 elsewhere where it takes a text, and a hundredth of its first number where it takes
    /// none.
    /// </summary>
    private static byte[] Model(IReadOnlyList<ColumnDefinition> columns, LabelDefinition label)
    {
        Axis[] column = ["N", 1];
        var graph = new GraphBuilder("changed");
        var inputs = columns
            .Select(known =>
                (
                    known.Type,
                    Value: graph.Input(
                        known.Name,
                        known.Type == ColumnType.Category ? TensorElementType.String : TensorElementType.Float,
                        column
                    )
                )
            )
            .ToList();
        var logit = inputs.Find(input => input.Type == ColumnType.Category).Value is { Name: not null } text
            ? graph.Cast(graph.LookUp(text, ["north", "1"], [1L, 1L], -1), TensorElementType.Float)
            : graph.Times(inputs[0].Value, graph.Constant(0.01f));
        switch (label.Task)
        {
            case TaskKind.Binary:
                graph.Output(graph.Reshape(graph.Sigmoid(logit), -1), "probability", TensorElementType.Float, "N");
                break;
            case TaskKind.Regression:
                graph.Output(graph.Reshape(logit, -1), ModelOutput.Number, TensorElementType.Float, "N");
                break;
            default:
                var width = label.Values.Count;
                graph.Output(
                    graph.Node(
                        "Softmax",
                        [graph.Product(logit, graph.Constant([.. Enumerable.Range(0, width).Select(place => (float)place)], 1, width))],
                        ("axis", 1L)
                    ),
                    ModelOutput.Probabilities,
                    TensorElementType.Float,
                    "N",
                    width
                );
                break;
        }

        return graph.Build();
    }
}
