using System.Globalization;
using Azure;
using ServerlessML.Contracts.Intake;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Rollout;

/// <summary>Brings what gateways wrote of a deployment's requests and outcomes to this machine.</summary>
public sealed class OutcomeFiles(StorageClients storage, TimeProvider time)
{
    /// <summary>A batch of captures is written some time after its first request.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <param name="deployment">Whose.</param>
    /// <param name="since">Of the first request.</param>
    /// <param name="known">Blobs to leave out, each with its container.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<OutcomeCopies> CopyAsync(
        string deployment,
        DateTimeOffset since,
        IReadOnlySet<string> known,
        CancellationToken cancellation
    )
    {
        var directory = Directory.CreateTempSubdirectory("serverlessml-outcomes-");
        try
        {
            var captures = await CopyAsync(StorageLayout.Captures, deployment, since - Slack, known, directory, cancellation);
            var feedback = await CopyAsync(StorageLayout.Feedback, deployment, since - Slack, known, directory, cancellation);
            return new(directory)
            {
                Captures = captures,
                Feedback = feedback,
                Blobs =
                [
                    .. captures.Select(file => $"{StorageLayout.Captures}/{file.Name}"),
                    .. feedback.Select(file => $"{StorageLayout.Feedback}/{file.Name}"),
                ],
            };
        }
        catch
        {
            directory.Delete(recursive: true);
            throw;
        }
    }

    // Blobs are named by the hour in which they were written.
    private async Task<List<LocalDataFile>> CopyAsync(
        string container,
        string deployment,
        DateTimeOffset since,
        IReadOnlySet<string> known,
        DirectoryInfo directory,
        CancellationToken cancellation
    )
    {
        List<LocalDataFile> files = [];
        var blobs = storage.Blobs.GetBlobContainerClient(container);
        for (var hour = since.UtcDateTime; hour <= time.GetUtcNow().UtcDateTime.AddHours(1); hour = hour.AddHours(1))
        {
            var prefix = hour.ToString("yyyy'/'MM'/'dd'/'HH'/'", CultureInfo.InvariantCulture);
            await foreach (var blob in blobs.ListAsync($"{deployment}/{prefix}", cancellation))
            {
                if (known.Contains($"{container}/{blob.Name}"))
                {
                    continue;
                }

                var path = Path.Combine(directory.FullName, $"{container}-{files.Count}.ndjson");
                try
                {
                    await blobs.GetBlobClient(blob.Name).DownloadToAsync(path, cancellation);
                    files.Add(new(path, blob.Name, DataFormat.Ndjson));
                }
                catch (RequestFailedException gone) when (gone.Status == 404)
                {
                    // Retention was faster.
                }
            }
        }

        return files;
    }
}
