using ServerlessML.Storage;

namespace ServerlessML.Tests.Functions.Storage;

[Collection(StorageCollection.Name)]
public sealed class DocumentStoreTests(Workbench bench)
{
    private readonly string _name = AzuriteFixture.Unique("document");

    private DocumentStore Documents => bench.Storage.Documents;

    [Fact]
    public async Task Change_ByManyAtOnce_LosesNone()
    {
        var writers = Enumerable.Range(0, 8).Select(i => $"writer-{i}").ToList();
        await Task.WhenAll(
            writers.Select(writer =>
                Documents.ChangeAsync<Signatures>(StorageLayout.Runs, _name, known => new Signatures
                {
                    Names = [.. known?.Names ?? [], writer],
                })
            )
        );
        Assert.Equal(writers, (await Documents.ReadAsync<Signatures>(StorageLayout.Runs, _name))!.Value.Names.Order());
    }

    [Fact]
    public async Task Create_ByManyAtOnce_SucceedsOnce()
    {
        var created = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Documents.CreateAsync(StorageLayout.Runs, _name, new Signatures { Names = [$"{i}"] }))
        );
        Assert.Single(created, true);
        Assert.Equal(
            $"{Array.IndexOf(created, true)}",
            (await Documents.ReadAsync<Signatures>(StorageLayout.Runs, _name))!.Value.Names.Single()
        );
    }

    [Fact]
    public async Task Change_ToTheSame_WritesNothing()
    {
        await Documents.CreateAsync(StorageLayout.Runs, _name, new Signatures { Names = ["a"] });
        var before = (await Documents.ReadAsync<Signatures>(StorageLayout.Runs, _name))!.Tag;
        await Documents.ChangeAsync<Signatures>(StorageLayout.Runs, _name, known => known!);
        Assert.Equal(before, (await Documents.ReadAsync<Signatures>(StorageLayout.Runs, _name))!.Tag);
    }

    [Fact]
    public async Task Read_SomethingElse_NamesTheDocument()
    {
        await bench
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Runs)
            .GetBlobClient(_name)
            .UploadAsync(BinaryData.FromString("{ half"));
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => Documents.ReadAsync<Signatures>(StorageLayout.Runs, _name));
        Assert.Contains(_name, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Nothing_IsNull() => Assert.Null(await Documents.ReadAsync<Signatures>(StorageLayout.Runs, _name));

    private sealed record Signatures
    {
        public required IReadOnlyList<string> Names { get; init; }
    }
}
