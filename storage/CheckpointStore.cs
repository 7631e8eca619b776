using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ServerlessML.Storage;

/// <summary>
/// The states that trainings go on from, by digest, beside the content store. Each belongs to the job that left it, until another job
/// leaves the same or goes on from it; then it is nobody's, and goes by its age alone. Whether a state may go is decided on the blob
/// itself, by its tag.
/// </summary>
public sealed class CheckpointStore(BlobContainerClient container, ContentStore content)
{
    private const string Owner = "owner";
    private const string Nobody = "-";
    private const int MostRaces = 10;

    private readonly ContentStore _states = new(container, StorageLayout.CheckpointPrefix);

    /// <param name="path">The state.</param>
    /// <param name="owner">The job: letters, digits and signs of a header's value.</param>
    /// <param name="cancellation">Stops the upload.</param>
    public async Task<Digest> PutFileAsync(string path, string owner, CancellationToken cancellation = default)
    {
        Digest digest;
        await using (var file = File.OpenRead(path))
        {
            digest = await Digest.OfAsync(file, cancellation);
        }

        for (var race = 0; race < MostRaces; race++)
        {
            try
            {
                await using var state = File.OpenRead(path);
                await Blob(digest)
                    .UploadAsync(
                        state,
                        new BlobUploadOptions
                        {
                            Metadata = Owned(owner),
                            Conditions = new() { IfNoneMatch = ETag.All },
                        },
                        cancellation
                    );
                return digest;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                if (await TouchAsync(digest, owner, cancellation))
                {
                    return digest;
                }
            }
        }

        throw new InvalidOperationException($"The state {digest} kept changing under {MostRaces} attempts to store it.");
    }

    /// <summary>
    /// Writes the state to a file that appears only whole and checked. One that was left before there was this store lies in the content
    /// store.
    /// </summary>
    /// <exception cref="ContentMissingException">There is none.</exception>
    /// <exception cref="DigestMismatchException">It is damaged.</exception>
    public async Task GetFileAsync(Digest digest, string path, string owner, CancellationToken cancellation = default)
    {
        await TouchAsync(digest, owner, cancellation);
        try
        {
            await _states.GetFileAsync(digest, path, cancellation);
        }
        catch (ContentMissingException)
        {
            await content.GetFileAsync(digest, path, cancellation);
        }
    }

    public async Task<bool> ExistsAsync(Digest digest, CancellationToken cancellation = default) =>
        await _states.ExistsAsync(digest, cancellation) || await content.ExistsAsync(digest, cancellation);

    /// <summary>Deletes a state that is the owner's alone.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> ReleaseAsync(Digest digest, string owner, CancellationToken cancellation = default)
    {
        try
        {
            var known = (await Blob(digest).GetPropertiesAsync(cancellationToken: cancellation)).Value;
            if (OwnerOf(known.Metadata) != owner)
            {
                return false;
            }

            await Blob(digest).DeleteAsync(conditions: new() { IfMatch = known.ETag }, cancellationToken: cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // Gone already, or somebody uses it by now.
            return false;
        }
    }

    /// <summary>Deletes what nobody has left or gone on from since then.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(DateTimeOffset unusedSince, CancellationToken cancellation = default)
    {
        var swept = 0;
        await foreach (var state in container.ListAsync(StorageLayout.CheckpointPrefix, cancellation))
        {
            if (state.Properties.LastModified >= unusedSince)
            {
                continue;
            }

            try
            {
                await container
                    .GetBlobClient(state.Name)
                    .DeleteAsync(conditions: new() { IfMatch = state.Properties.ETag }, cancellationToken: cancellation);
                swept++;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // Gone already, or used again meanwhile.
            }
        }

        return swept;
    }

    // Writes the metadata also where the owner stays the same: a state that is used is young again.
    private async Task<bool> TouchAsync(Digest digest, string owner, CancellationToken cancellation)
    {
        for (var race = 0; race < MostRaces; race++)
        {
            try
            {
                var known = (await Blob(digest).GetPropertiesAsync(cancellationToken: cancellation)).Value;
                await Blob(digest)
                    .SetMetadataAsync(
                        Owned(OwnerOf(known.Metadata) == owner ? owner : Nobody),
                        new() { IfMatch = known.ETag },
                        cancellation
                    );
                return true;
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                return false;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Somebody else uses it too.
            }
        }

        return false;
    }

    private BlobClient Blob(Digest digest) => container.GetBlobClient(StorageLayout.CheckpointPrefix + digest.Hex);

    private static Dictionary<string, string> Owned(string owner) => new() { [Owner] = owner };

    private static string OwnerOf(IDictionary<string, string> metadata) => metadata.TryGetValue(Owner, out var owner) ? owner : Nobody;
}
