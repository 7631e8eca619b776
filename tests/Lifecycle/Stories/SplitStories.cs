using System.Globalization;
using System.Net;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>Which rows models are judged by, over several runs.</summary>
[Collection(Worlds.Releases)]
public sealed class SplitStories(World world)
{
    private const string ByPerson = "{ min-auc: 0.5, min-gain: -1, split: { key: [person] } }";

    [Fact]
    public async Task GivenASplitByKey_WhenItsRunsHaveOtherColumnsAndThenAnotherSalt_ThenItStaysAndThenTheGateAsks()
    {
        var pipeline = world.Pipeline("split");
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Evaluation = ByPerson });
        var first = await pipeline.WhenBatchLandsAsync("2026-01", People(1));
        await first.WhenApprovedAsync();
        await first.ThenEndsAsync(RunState.Completed, "version 1");
        var manifest = CanonicalJson.Deserialize<RunManifest>((await first.ManifestAsync()).Is(HttpStatusCode.OK).Bytes);
        Assert.StartsWith(
            "column 'level' alone predicts the label almost perfectly (AUC ",
            Assert.Single(manifest.Remarks!),
            StringComparison.Ordinal
        );
        Assert.Contains("column 'level' alone predicts", (string?)(await first.ViewAsync())["remarks"]![0], StringComparison.Ordinal);

        await pipeline.GivenDefinitionAsync(
            pipeline.Text with
            {
                Evaluation = ByPerson,
                Training = pipeline.Text.Training.Replace("seed: 7", "seed: 8", StringComparison.Ordinal),
            }
        );
        var second = await pipeline.WhenBatchLandsAsync("2026-02", People(2));
        await second.WhenApprovedAsync();
        await pipeline.WhenTrafficFlowsUntilEndOfAsync(second);
        await second.ThenEndsAsync(RunState.Completed, "version 2");
        Assert.Equal(manifest.Split, CanonicalJson.Deserialize<RunManifest>((await second.ManifestAsync()).Bytes).Split);

        await pipeline.GivenDefinitionAsync(
            pipeline.Text with
            {
                Evaluation = ByPerson.Replace("min-gain", "salt: other, min-gain", StringComparison.Ordinal),
            }
        );
        var third = await pipeline.WhenBatchLandsAsync("2026-03", People(3));
        await third.ThenWaitsForApprovalAsync();
        var evidence = (await third.EvidenceAsync()).Json;
        Assert.Contains(
            "version 2 was trained under another split (by person, 0.2 held out, salt 'holdout-1', revision 1)",
            (string?)evidence["evaluation"]!["incomparable"],
            StringComparison.Ordinal
        );
        await third.WhenApprovedAsync();
        await pipeline.WhenTrafficFlowsUntilEndOfAsync(third);
        await third.ThenEndsAsync(RunState.Completed, "version 3");
    }

    [Fact]
    public async Task GivenASplitByAKey_WhenTheFilesHaveItUnderAnotherName_ThenTheBatchIsRejectedWithTheNearest()
    {
        var pipeline = world.Pipeline("nokey");
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Evaluation = "{ split: { key: [persons] } }" });
        var run = await pipeline.WhenBatchLandsAsync("2026-01", People(1));
        await run.ThenEndsAsync(
            RunState.Rejected,
            "'part-1.csv' has no column 'persons', which 'evaluation.split' divides the rows by; did you mean 'person'?"
        );
    }

    private static LandedFile People(int seed) =>
        LandedFile.Csv(
            "part-1.csv",
            "level,noise,city,late,person\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 2000)
                        .Select(row =>
                        {
                            var level = ((row * 7919) + (seed * 104_729)) % 1000 / 1000.0;
                            return string.Create(
                                CultureInfo.InvariantCulture,
                                $"{level},{row % 97 / 97.0:F6},{(row % 3 == 0 ? "Bern" : "Graz")},{(level > 0.5 ? 1 : 0)},p{row % 150}\n"
                            );
                        })
                )
        );
}
