using ServerlessML.Functions.Storage;

namespace ServerlessML.Tests.Functions.Storage;

[Collection(StorageCollection.Name)]
public sealed class BatchStoreTests(Workbench bench)
{
    private BatchStore Store => new(bench.Storage.Documents, bench.Storage.Content);

    [Fact]
    public async Task Add_ManyAtOnceAndEachTwice_KeepsEachOnce()
    {
        var pipeline = bench.NewName();
        string[] names = [.. Enumerable.Range(0, 8).Select(number => $"b{number}")];

        await Task.WhenAll(names.Concat(names).Select(name => Store.AddAsync(pipeline, Batch(pipeline, name))));

        Assert.Equal(names, (await Store.FindAsync(pipeline)).Batches.Select(batch => batch.Batch).Order(StringComparer.Ordinal));
    }

    private AcceptedBatch Batch(string pipeline, string name) =>
        new()
        {
            Batch = name,
            Content = Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)),
            Dataset = Digest.Of([1]),
            Definition = Digest.Of([2]),
            RunId = $"{pipeline}-{name}",
            Rows = 1,
            At = bench.Time.GetUtcNow(),
        };
}
