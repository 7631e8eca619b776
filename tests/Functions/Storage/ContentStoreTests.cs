using ServerlessML.Storage;

namespace ServerlessML.Tests.Functions.Storage;

[Collection(StorageCollection.Name)]
public sealed class ContentStoreTests(Workbench bench)
{
    private ContentStore Content => bench.Storage.Content;

    [Fact]
    public async Task Put_TwiceAndAtOnce_IsPutOnce()
    {
        var bytes = Guid.NewGuid().ToByteArray();
        var digests = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Content.PutAsync(bytes)));
        Assert.Equal(Digest.Of(bytes), Assert.Single(digests.Distinct()));
        Assert.Equal(bytes, await Content.GetAsync(digests[0]));
    }

    [Fact]
    public async Task Get_TamperedContent_IsNotUsed()
    {
        var digest = await Content.PutAsync(Guid.NewGuid().ToByteArray());
        await bench
            .Storage.Blobs.GetBlobContainerClient(StorageLayout.Cas)
            .GetBlobClient(digest.Hex)
            .UploadAsync(BinaryData.FromString("other"), overwrite: true);
        var thrown = await Assert.ThrowsAsync<DigestMismatchException>(() => Content.GetAsync(digest));
        Assert.Contains(digest.ToString(), thrown.Message, StringComparison.Ordinal);

        using var folder = new TemporaryFolder();
        await Assert.ThrowsAsync<DigestMismatchException>(() => Content.GetFileAsync(digest, folder["file"]));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Get_MissingContent_NamesIt()
    {
        var digest = Digest.Of(Guid.NewGuid().ToByteArray());
        Assert.False(await Content.ExistsAsync(digest));
        var thrown = await Assert.ThrowsAsync<ContentMissingException>(() => Content.GetAsync(digest));
        Assert.Contains(digest.ToString(), thrown.Message, StringComparison.Ordinal);
    }
}
