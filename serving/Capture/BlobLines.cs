using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Capture;

/// <summary>
/// Batches of lines as blobs of their own: each is written whole, once, under a name that no other replica or process makes.
/// </summary>
public sealed class BlobLines(BlobContainerClient container, Replica replica)
{
    private bool _containerIsThere;

    public string Name(string deployment, DateTimeOffset hour) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{deployment}/{hour.UtcDateTime:yyyy/MM/dd/HH}/{replica.Name}-{Guid.CreateVersion7():N}.ndjson"
        );

    /// <summary>Safe to repeat after a failure.</summary>
    public async Task WriteAsync(string name, ReadOnlyMemory<byte> lines, CancellationToken cancellation)
    {
        try
        {
            if (!_containerIsThere)
            {
                await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
                _containerIsThere = true;
            }

            await container.GetBlobClient(name).UploadAsync(new BinaryData(lines), OnlyOnce(), cancellation);
        }
        catch (RequestFailedException answer) when (answer.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // The answer to an earlier attempt was lost; the blob was not.
        }
        catch
        {
            _containerIsThere = false;
            throw;
        }
    }

    private static BlobUploadOptions OnlyOnce() =>
        new()
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/x-ndjson" },
        };
}
