using System.Xml.Linq;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Approval.Card;

namespace ServerlessML.Tests.Functions.Approval;

public sealed class ModelCardTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>|[a](javascript:1)\n# b";

    [Fact]
    public void Html_HasEverySection_AndItsPicturesAreWellFormed()
    {
        var html = HtmlCard.Write(Card("Mon", hasChampion: true));

        foreach (
            var section in new[]
            {
                "The gate",
                "Quality on the holdout",
                "Slices",
                "Fairness",
                "What the model looks at",
                "Where it comes from",
            }
        )
        {
            Assert.Contains($"<h2>{section}</h2>", html, StringComparison.Ordinal);
        }

        var pictures = Pictures(html);
        Assert.Equal(5, pictures.Count);
        Assert.All(pictures, picture => Assert.NotEmpty(picture.Attribute("aria-label")!.Value));
        Assert.All(pictures.SelectMany(picture => picture.Descendants()).SelectMany(part => part.Attributes()), attribute =>
            Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Html_ValuesFromData_AreOnlyText()
    {
        var html = HtmlCard.Write(Card(Hostile, hasChampion: true));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img", html, StringComparison.Ordinal);
        Assert.All(Pictures(html), picture => Assert.DoesNotContain(picture.Descendants(), part => part.Name.LocalName == "img"));
    }

    [Fact]
    public void Markdown_ValuesFromData_AreOnlyText()
    {
        var markdown = MarkdownCard.Write(Card(Hostile, hasChampion: true));
        Assert.DoesNotContain("<img", markdown.Replace("\\<img", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("\n# b", markdown, StringComparison.Ordinal);
        // A table's row has as many cells as its head.
        var rows = markdown
            .Split('\n')
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Replace("\\|", "", StringComparison.Ordinal).Count(sign => sign == '|'))
            .ToList();
        Assert.All(rows, bars => Assert.Contains(bars, (int[])[6, 5, 7]));
    }

    [Fact]
    public void EndedRun_ThatTrainedNothing_HasACardThatSaysSo()
    {
        var at = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        RunManifest run = new()
        {
            RunId = "flights-1",
            Pipeline = "flights",
            Batch = "b",
            StartedBy = "ann",
            StartedAt = at,
            CodeVersion = "1",
            Definition = Digest.Of([1]),
            Dataset = Digest.Of([2]),
            Validation = Digest.Of([3]),
            Steps =
            [
                new()
                {
                    Key = "accepted",
                    Stage = Stage.Validation,
                    What = "500 rows",
                    At = at,
                },
                new()
                {
                    Key = "failed",
                    Stage = Stage.Training,
                    What = Hostile,
                    At = at,
                },
            ],
        };
        Assert.Null(EndedRun.Of(run));
        var ended = EndedRun.Of(run with { State = RunState.Failed, Outcome = Hostile, EndedAt = at.AddHours(1) })!;
        Assert.Equal((Stage.Training, "failed"), (ended.Stage, ended.State));
        var (html, markdown) = (HtmlCard.Write(new EndedCard(ended)), MarkdownCard.Write(new EndedCard(ended)));
        Assert.All((string[])[html, markdown], card =>
        {
            Assert.Contains("The run ended in training, failed: ", card, StringComparison.Ordinal);
            Assert.Contains("No model was trained, and nothing was evaluated", card, StringComparison.Ordinal);
            Assert.Contains(run.Validation.ToString()!, card, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", card.Replace("\\<img", "", StringComparison.Ordinal), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void FirstModel_WithoutChampionOrDetail_StillHasACard()
    {
        var evidence = Samples("Mon", hasChampion: false) with { };
        var card = new ModelCard(
            Digest.Of([1]),
            evidence with
            {
                Evaluation = evidence.Evaluation with { Slices = [], Fairness = [] },
            },
            null
        );
        Assert.Contains("The first model of this pipeline", HtmlCard.Write(card), StringComparison.Ordinal);
        Assert.Contains("The first model of this pipeline", MarkdownCard.Write(card), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TaskKind.MultiClass, 4)]
    [InlineData(TaskKind.Regression, 4)]
    public void OtherTasks_HaveTheirOwnPictures_AndSayThatFairnessIsNotDefined(TaskKind task, int pictures)
    {
        var card = TaskCard(task, Hostile);
        var html = HtmlCard.Write(card);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("ROC", html, StringComparison.Ordinal);
        Assert.Contains("Not defined for this task", html, StringComparison.Ordinal);
        Assert.Contains(task == TaskKind.Regression ? "Predicted and actual" : "Confusion", html, StringComparison.Ordinal);
        Assert.Equal(pictures, Pictures(html).Count);
        Assert.All(Pictures(html).SelectMany(picture => picture.Descendants()).SelectMany(part => part.Attributes()), attribute =>
            Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal)
        );
        Assert.Contains("compared by the log-loss, where less is better", MarkdownCard.Write(card), StringComparison.Ordinal);
    }

    private static ModelCard TaskCard(TaskKind task, string value)
    {
        var evidence = Samples(value, hasChampion: true);
        var measures = new Dictionary<string, MeasureScore> { ["log-loss"] = new(0.5, 0.4, 0.6), [$"recall:{value}"] = new(0.5) };
        var score = evidence.Evaluation.Candidate with { Measures = measures };
        var slice = evidence.Evaluation.Slices[0] with { Measure = "log-loss", Candidate = 0.5, Champion = 0.6 };
        var report = evidence.Evaluation with
        {
            Task = task,
            Measure = "log-loss",
            Candidate = score,
            Champion = score with { Version = 3 },
            Fairness = [],
            Slices = [slice],
            ClassRows = task == TaskKind.MultiClass ? [10, 20] : null,
            Differences = new Dictionary<string, MeasureDifference> { ["log-loss"] = new(-0.1, -0.2, -0.05, 0.0001) },
        };
        var detail = new ModelDetail
        {
            LatencyP50Ms = 0.01,
            LatencyP99Ms = 0.05,
            Calibration = task == TaskKind.MultiClass ? [new(10, 0.5, 0.6)] : [],
            Classes =
                task == TaskKind.MultiClass
                    ?
                    [
                        new()
                        {
                            Class = value,
                            Rows = 10,
                            Called = [8, 2],
                            Recall = 0.8,
                        },
                        new()
                        {
                            Class = "b",
                            Rows = 20,
                            Called = [0, 20],
                        },
                    ]
                    : null,
            Residuals =
                task == TaskKind.Regression
                    ? new()
                    {
                        Quantiles = [-3, -2, -1, 0, 1, 2, 3],
                        Bins = [new(10, 5, 5, 5, 5)],
                        Points = [new(5, 5)],
                    }
                    : null,
        };
        return new(
            Digest.Of([1]),
            evidence with
            {
                Evaluation = report,
            },
            new()
            {
                Candidate = detail,
                Champion = detail,
                Importance = [new(value, 0.1, 0.01)],
            }
        );
    }

    [Fact]
    public void SameEvidence_SameBytes() => Assert.Equal(HtmlCard.Write(Card("Mon", true)), HtmlCard.Write(Card("Mon", true)));

    private static List<XElement> Pictures(string html)
    {
        List<XElement> pictures = [];
        for (
            var from = html.IndexOf("<svg", StringComparison.Ordinal);
            from >= 0;
            from = html.IndexOf("<svg", from + 1, StringComparison.Ordinal)
        )
        {
            pictures.Add(
                XElement.Parse(
                    html[from..(html.IndexOf("</svg>", from, StringComparison.Ordinal) + 6)]
                        .Replace("&nbsp;", " ", StringComparison.Ordinal)
                )
            );
        }

        return pictures;
    }

    private static ModelCard Card(string value, bool hasChampion) =>
        new(
            Digest.Of([1]),
            Samples(value, hasChampion),
            new()
            {
                Candidate = Detail(),
                Champion = hasChampion ? Detail() : null,
                Importance = [new(value, 0.1, 0.01), new("b", -0.01, 0.02)],
                McNemar = new(10, 5, 0.3),
            }
        );

    private static ModelDetail Detail() =>
        new()
        {
            Roc = [new(0, 0), new(0.2, 0.7), new(1, 1)],
            Precision = [new(0.1, 0.9), new(1, 0.2)],
            Calibration = [new(10, 0.1, 0.12), new(5, 0.8, 0.7)],
            LatencyP50Ms = 0.01,
            LatencyP99Ms = 0.05,
        };

    private static Evidence Samples(string value, bool hasChampion)
    {
        var digest = Digest.Of([2]);
        var measures = new Dictionary<string, MeasureScore>
        {
            ["auc"] = new(0.7, 0.69, 0.71),
            ["log-loss"] = new(0.4, 0.39, 0.41),
            ["average-precision"] = new(0.5),
        };
        var score = new ModelScore
        {
            Model = digest,
            Measures = measures,
            Bytes = 1000,
        };
        var difference = new MeasureDifference(0.01, 0.005, 0.015, 0.001);
        return new()
        {
            RunId = "flights-1",
            Pipeline = "flights",
            Definition = digest,
            Dataset = digest,
            Model = digest,
            Validation = digest,
            Environment = digest,
            Champion = hasChampion ? 3 : null,
            Verdict = new()
            {
                Outcome = VerdictOutcome.Ask,
                Reasons =
                [
                    new()
                    {
                        Measure = "auc",
                        Value = 0.7,
                        Limit = 0.6,
                        Holds = true,
                        Message = value,
                    },
                ],
            },
            Cost = new(1000, 20, 1.5, 2),
            CodeVersion = "1.0",
            Evaluation = new()
            {
                RunId = "flights-1",
                Rows = 1000,
                ClassRows = [800, 200],
                Candidate = score,
                Champion = hasChampion ? score with { Version = 3 } : null,
                Differences = hasChampion ? new Dictionary<string, MeasureDifference> { ["auc"] = difference } : new(),
                Slices =
                [
                    new()
                    {
                        Column = "weekday",
                        Value = value,
                        Rows = 100,
                        Candidate = 0.7,
                        Champion = 0.69,
                        Difference = difference,
                        AdjustedPValue = 0.004,
                    },
                ],
                Fairness =
                [
                    new()
                    {
                        Column = "weekday",
                        ParityDifference = new(0.1, 0.05, 0.15),
                        Groups = [value, "Tue"],
                    },
                ],
            },
        };
    }
}
