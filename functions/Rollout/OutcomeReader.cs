using System.Globalization;
using Azure;
using ServerlessML.Contracts;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Rollout;

/// <summary>Joins what the gateways captured under a plan with the outcomes that came since, into metrics by version.</summary>
public sealed class OutcomeReader(StorageClients storage, TimeProvider time)
{
    /// <summary>A batch of captures is written some time after its first request.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    public async Task<IReadOnlyDictionary<int, IReadOnlyDictionary<string, Moments>>> ReadAsync(
        string deployment, int revision, DateTimeOffset since, CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory("serverlessml-outcomes-");
        try
        {
            var captures = await CopyAsync(StorageLayout.Captures, deployment, since - Slack, directory, cancellation);
            var feedback = await CopyAsync(StorageLayout.Feedback, deployment, since - Slack, directory, cancellation);
            if (captures.Count == 0 || feedback.Count == 0)
            {
                return new Dictionary<int, IReadOnlyDictionary<string, Moments>>();
            }

            var report = OutcomeJoin.Read(captures, feedback, revision: revision);
            return report.Versions.ToDictionary(version => version.Version, Metrics);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static IReadOnlyDictionary<string, Moments> Metrics(VersionOutcomes outcomes)
    {
        var (quality, outcome) = (Moments.None, Moments.None);
        foreach (var (label, probability) in outcomes.Labels.Zip(outcomes.Probabilities))
        {
            var off = (double)probability - label;
            quality = quality.Observe(1 - (off * off));
            outcome = outcome.Observe(label);
        }

        return new SortedDictionary<string, Moments>(StringComparer.Ordinal) { [OutcomeMetric.Quality] = quality, [OutcomeMetric.Outcome] = outcome };
    }

    // Blobs are named by the hour in which they were written.
    private async Task<List<LocalDataFile>> CopyAsync(string container, string deployment, DateTimeOffset since, DirectoryInfo directory, CancellationToken cancellation)
    {
        List<LocalDataFile> files = [];
        var blobs = storage.Blobs.GetBlobContainerClient(container);
        for (var hour = since.UtcDateTime; hour <= time.GetUtcNow().UtcDateTime.AddHours(1); hour = hour.AddHours(1))
        {
            var prefix = hour.ToString("yyyy'/'MM'/'dd'/'HH'/'", CultureInfo.InvariantCulture);
            await foreach (var blob in blobs.GetBlobsAsync(prefix: $"{deployment}/{prefix}", cancellationToken: cancellation))
            {
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
