using System.Xml.Linq;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Runs;
using ServerlessML.Functions.Approval.Card;

namespace ServerlessML.Tests.Functions.Approval;

public sealed partial class ModelCardTests
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

    [Fact]
    public void AutoAndABudget_SayWhatWasTriedAndWhatWasLeftOut()
    {
        var evidence = Samples("Mon", hasChampion: false);
        var markdown = MarkdownCard.Write(
            new ModelCard(
                Digest.Of([1]),
                evidence with
                {
                    Cost = new(1000, 20, 3, 2)
                    {
                        Tried =
                        [
                            new("linear", -0.4321, null) { Taken = true },
                            new("mlp", -0.5, null),
                            new("xgboost", null, "There is no libxgboost here."),
                        ],
                    },
                    Evaluation = evidence.Evaluation with { LeftOut = ["intervals are from 300 resamples instead of 1000"] },
                },
                null
            )
        );
        Assert.Contains("## What was tried", markdown, StringComparison.Ordinal);
        Assert.Contains("| linear | 0.4321 | taken |", markdown, StringComparison.Ordinal);
        Assert.Contains("| mlp | 0.5000 |  |", markdown, StringComparison.Ordinal);
        Assert.Contains("| xgboost |  | There is no libxgboost here. |", markdown, StringComparison.Ordinal);
        Assert.Contains("or ten seconds: intervals are from 300 resamples instead of 1000.", markdown, StringComparison.Ordinal);
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

    [Fact]
    public void SameEvidence_SameBytes() => Assert.Equal(HtmlCard.Write(Card("Mon", true)), HtmlCard.Write(Card("Mon", true)));
}
