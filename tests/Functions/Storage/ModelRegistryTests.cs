namespace ServerlessML.Tests.Functions.Storage;

[Collection(StorageCollection.Name)]
public sealed class ModelRegistryTests(Workbench bench)
{
    [Fact]
    public async Task Register_ManyRunsTwiceAndAtOnce_NumbersEachOnceWithoutGaps()
    {
        var pipeline = bench.NewName();
        var runs = Enumerable.Range(0, 6).Select(i => $"run-{i}").ToList();
        await Task.WhenAll(runs.Select(run => bench.Models.RegisterAsync(Workbench.ApprovedOf(pipeline, run))));
        var again = await bench.Models.RegisterAsync(Workbench.ApprovedOf(pipeline, "run-3"));

        var versions = await bench.Models.ListAsync(pipeline);
        Assert.Equal(Enumerable.Range(1, 6), versions.Select(version => version.Version));
        Assert.Equal(runs, versions.Select(version => version.RunId).Order());
        Assert.Equal(versions.Single(version => version.RunId == "run-3"), again);
    }

    [Fact]
    public async Task Register_WithNewerEvidence_KeepsTheNumberAndCarriesIt()
    {
        var pipeline = bench.NewName();
        var first = await bench.Models.RegisterAsync(Workbench.ApprovedOf(pipeline, "run"));
        var second = await bench.Models.RegisterAsync(Workbench.ApprovedOf(pipeline, "run") with { Evidence = Digest.Of([9]) });
        Assert.Equal((first.Version, Digest.Of([9])), (second.Version, second.Evidence));
        Assert.Equal(second, Assert.Single(await bench.Models.ListAsync(pipeline)));
    }

    // Compared with another champion, the candidate may go out with its weights as floats rather than bytes: what is served is what was
    // signed.
    [Fact]
    public async Task Register_WithNewerEvidenceOfAnotherModel_IsThatModel()
    {
        var pipeline = bench.NewName();
        var first = await bench.Models.RegisterAsync(Workbench.ApprovedOf(pipeline, "run"));
        var second = await bench.Models.RegisterAsync(
            Workbench.ApprovedOf(pipeline, "run") with
            {
                Evidence = Digest.Of([9]),
                Model = Digest.Of([8]),
            }
        );
        Assert.Equal((first.Version, Digest.Of([8])), (second.Version, second.Model));
    }
}
