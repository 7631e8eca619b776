namespace ServerlessML.Storage;

/// <summary>Content as a file, for readers that need one; the file goes when this does.</summary>
public sealed class LocalCopy : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("serverlessml-");

    private LocalCopy(string extension) => Path = System.IO.Path.Combine(_directory.FullName, "content" + extension);

    public string Path { get; }

    /// <param name="store">Where the content lies.</param>
    /// <param name="digest">Which content.</param>
    /// <param name="extension">With its dot, for readers that go by the ending; never from a name that people chose.</param>
    /// <param name="cancellation">Stops the copying.</param>
    public static async Task<LocalCopy> OfAsync(
        ContentStore store,
        Contracts.Digest digest,
        string extension,
        CancellationToken cancellation = default
    )
    {
        var copy = new LocalCopy(extension);
        try
        {
            await store.GetFileAsync(digest, copy.Path, cancellation);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
