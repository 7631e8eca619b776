using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessML.Cli.Output;
using ServerlessML.Contracts;

namespace ServerlessML.Cli.Remote;

/// <summary>
/// Uploads the files of a batch, its marker last. What is there already with the same content is left, so that an upload that was cut off
/// can be repeated.
/// </summary>
internal sealed class LandingUpload(Session session, SystemApi api, string pipeline, string batch)
{
    private readonly string _folder = StorageLayout.Batch(pipeline, batch);

    /// <exception cref="CommandFailedException">The batch is there already with other files, or the storage says no.</exception>
    public async Task PutAsync(IReadOnlyList<LandingFile> files, CancellationToken cancellation)
    {
        var container = Container();
        try
        {
            var there = await ThereAsync(container, cancellation);
            foreach (var file in files)
            {
                await PutAsync(container, file, there, cancellation);
            }

            await container.GetBlobClient(_folder + StorageLayout.CompleteMarker).UploadAsync(BinaryData.Empty, true, cancellation);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            var failed = e as RequestFailedException ?? (e as AggregateException)?.InnerException as RequestFailedException;
            throw new CommandFailedException(
                failed?.Status is 401 or 403 ? ExitCode.Authentication : ExitCode.Failed,
                $"The storage of the landing zone does not take it: {(failed ?? e).Message.Split('\n')[0]}",
                failed?.Status is 401 or 403
                    ? "Ask for the role Storage Blob Data Contributor on the landing container."
                    : $"Try again: the same command goes on where it stopped (--batch {batch})."
            );
        }
    }

    private async Task PutAsync(
        BlobContainerClient container,
        LandingFile file,
        Dictionary<string, byte[]?> there,
        CancellationToken cancellation
    )
    {
        await using var content = File.OpenRead(file.Path);
#pragma warning disable CA5351 // What the blob service keeps as Content-MD5; it tells files apart and protects nothing.
        var hash = await MD5.HashDataAsync(content, cancellation);
#pragma warning restore CA5351
        if (there.TryGetValue(file.Name, out var known))
        {
            if (known is null || !known.SequenceEqual(hash))
            {
                throw Taken($"has another '{file.Name}'");
            }

            session.Tell($"  {file.Name} is there already");
            return;
        }

        content.Position = 0;
        var progress = new UploadProgress(session, file.Name, content.Length);
        await container
            .GetBlobClient(_folder + file.Name)
            .UploadAsync(
                content,
                new BlobUploadOptions
                {
                    HttpHeaders = new() { ContentHash = hash },
                    Conditions = new() { IfNoneMatch = ETag.All },
                    ProgressHandler = progress,
                },
                cancellation
            );
        progress.Done();
    }

    private async Task<Dictionary<string, byte[]?>> ThereAsync(BlobContainerClient container, CancellationToken cancellation)
    {
        Dictionary<string, byte[]?> there = [];
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, _folder, cancellation))
        {
            there[blob.Name[_folder.Length..]] = blob.Properties.ContentHash;
        }

        return there.ContainsKey(StorageLayout.CompleteMarker) ? throw Taken("has landed already") : there;
    }

    private CommandFailedException Taken(string why) =>
        new(
            ExitCode.Failed,
            $"The batch {pipeline}/{batch} {why}.",
            "Name another one: --batch NAME. Its run: sml run retry RUN runs the same files again."
        );

    private BlobContainerClient Container() =>
        api.Profile switch
        {
            { StorageConnection: { } local } => new BlobServiceClient(local).GetBlobContainerClient(StorageLayout.Landing),
            { Landing: { } address, Entra: not null } => new BlobContainerClient(address, new SignedInCredential(api)),
            { Landing: { Query.Length: > 0 } signed } => new BlobContainerClient(signed),
            _ => throw new CommandFailedException(
                ExitCode.Failed,
                "The profile does not say where files land.",
                "Log in again and name the container: sml login … --landing URL (the stack's output LandingUrl)"
            ),
        };
}
