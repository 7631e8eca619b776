using ServerlessML.Contracts.Evaluation;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Tests.Functions.Storage;

[Collection(StorageCollection.Name)]
public sealed class SplitStoreTests(Workbench bench)
{
    private SplitStore Store => new(bench.Storage.Documents, bench.Storage.Content);

    [Fact]
    public async Task Freeze_TwoFirstRunsAtOnce_BothHaveTheSplitOfOne()
    {
        var pipeline = bench.NewName();
        var digests = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(run => Store.FreezeAsync(pipeline, Definition(pipeline, $"column-{run}")))
        );

        var split = await bench.Storage.Content.GetJsonAsync<Split>(Assert.Single(digests.Distinct()));
        Assert.Equal((1, "late"), (split.Revision, split.Columns[^1].Name));
        Assert.Equal(split.Digest(), (await Store.FindAsync(pipeline))!.Digest());
    }

    [Fact]
    public async Task Freeze_AnotherSalt_IsTheNextRevisionAndTheOneBeforeStaysReadable()
    {
        var pipeline = bench.NewName();
        var definition = Definition(pipeline, "level");
        var first = await Store.FreezeAsync(pipeline, definition);
        var second = await Store.FreezeAsync(pipeline, definition with { Evaluation = new() { Salt = "other" } });

        Assert.NotEqual(first, second);
        Assert.Equal((2, "other"), ((await Store.FindAsync(pipeline))!.Revision, (await Store.FindAsync(pipeline))!.Salt));
        Assert.Equal("holdout-1", (await SplitStore.OfAsync(bench.Storage.Content, first, definition, default)).Salt);
        Assert.Equal(SplitKind.Content, (await SplitStore.OfAsync(bench.Storage.Content, null, definition, default)).Kind);
    }

    private static PipelineDefinition Definition(string pipeline, string column) =>
        new()
        {
            Name = pipeline,
            Data = new()
            {
                Columns = [new() { Name = column, Type = ColumnType.Number }],
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
        };
}
