using System.Text;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Monitoring;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// What looks have read so far, and what came since. Blobs of captures and feedback are written once and never changed, so that one that
/// was read need not be read again. A look that is killed leaves nothing, or a part that the next one reads.
/// </summary>
public sealed class OutcomeLedger(StorageClients storage, OutcomeFiles files)
{
    /// <summary>Parts beyond this are put together, so that a rollout of weeks does not read thousands.</summary>
    private const int MostParts = 12;

    /// <param name="deployment">Whose.</param>
    /// <param name="revision">Of the plan; captures under others are left out.</param>
    /// <param name="look">Number of it; no other look of the rollout has it.</param>
    /// <param name="since">When the plan was made.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<OutcomeCopies> ReadAsync(
        string deployment,
        int revision,
        int look,
        DateTimeOffset since,
        CancellationToken cancellation
    )
    {
        var parts = await PartsAsync(deployment, revision, look, cancellation);
        var known = parts.SelectMany(part => part.Blobs).ToHashSet(StringComparer.Ordinal);
        var directory = Directory.CreateTempSubdirectory("serverlessml-outcomes-");
        try
        {
            var captures = await FetchAsync(parts.Select(part => part.Captures), "captures", directory, cancellation);
            var feedback = await FetchAsync(parts.Select(part => part.Feedback), "feedback", directory, cancellation);
            using var fresh = await files.CopyAsync(deployment, since, known, cancellation);
            if (fresh.Blobs.Count > 0)
            {
                var (newCaptures, newFeedback) = (
                    Path.Combine(directory.FullName, "captures.ndjson"),
                    Path.Combine(directory.FullName, "feedback.ndjson")
                );
                Gather(fresh.Captures, newCaptures, (from, to) => CaptureLines.Copy(from, to, revision));
                Gather(fresh.Feedback, newFeedback, Append);
                captures.Add(newCaptures);
                feedback.Add(newFeedback);
                await KeepAsync(deployment, revision, look, parts, fresh.Blobs, captures, feedback, directory, cancellation);
            }

            return new(directory) { Captures = AsData(captures), Feedback = AsData(feedback) };
        }
        catch
        {
            directory.Delete(recursive: true);
            throw;
        }
    }

    private async Task<List<MergedOutcomes>> PartsAsync(string deployment, int revision, int look, CancellationToken cancellation)
    {
        List<MergedOutcomes> parts = [];
        await foreach (
            var name in storage.Documents.ListAsync(
                StorageLayout.Deployments,
                StorageLayout.MergedOutcomes(deployment, revision),
                cancellation
            )
        )
        {
            if (
                string.CompareOrdinal(name, StorageLayout.MergedOutcomes(deployment, revision, look)) <= 0
                && await storage.Documents.ReadAsync<MergedOutcomes>(StorageLayout.Deployments, name, cancellation) is { } part
            )
            {
                if (part.Value.IsWhole)
                {
                    parts.Clear();
                }

                parts.Add(part.Value);
            }
        }

        return parts;
    }

    private async Task<List<string>> FetchAsync(
        IEnumerable<Digest?> digests,
        string what,
        DirectoryInfo directory,
        CancellationToken cancellation
    )
    {
        List<string> paths = [];
        foreach (var digest in digests.OfType<Digest>())
        {
            var path = Path.Combine(directory.FullName, $"{what}-{paths.Count}.ndjson");
            await storage.Content.GetFileAsync(digest, path, cancellation);
            paths.Add(path);
        }

        return paths;
    }

    // The lines first, then the part that names them: a part that is there is complete. Of two tries of one look the first one's part
    // stays.
    private async Task KeepAsync(
        string deployment,
        int revision,
        int look,
        List<MergedOutcomes> parts,
        IReadOnlyList<string> blobs,
        List<string> captures,
        List<string> feedback,
        DirectoryInfo directory,
        CancellationToken cancellation
    )
    {
        var isWhole = parts.Count >= MostParts;
        MergedOutcomes part = new()
        {
            Blobs = isWhole ? [.. parts.SelectMany(one => one.Blobs).Concat(blobs)] : blobs,
            IsWhole = isWhole,
            Captures = await PutAsync(isWhole ? captures : [captures[^1]], directory, cancellation),
            Feedback = await PutAsync(isWhole ? feedback : [feedback[^1]], directory, cancellation),
        };
        await storage.Documents.CreateAsync(
            StorageLayout.Deployments,
            StorageLayout.MergedOutcomes(deployment, revision, look),
            part,
            cancellation
        );
    }

    private async Task<Digest?> PutAsync(List<string> paths, DirectoryInfo directory, CancellationToken cancellation)
    {
        var whole = paths[0];
        if (paths.Count > 1)
        {
            whole = Path.Combine(directory.FullName, "whole.ndjson");
            Gather(AsData(paths), whole, Append);
        }

        return new FileInfo(whole).Length == 0 ? null : await storage.Content.PutFileAsync(whole, cancellation);
    }

    private static void Gather(IReadOnlyList<LocalDataFile> sources, string path, Action<string, Stream> copy)
    {
        using var to = File.Create(path);
        foreach (var source in sources)
        {
            copy(source.Path, to);
        }
    }

    private static void Append(string from, Stream to)
    {
        foreach (var line in File.ReadLines(from).Where(line => line.Length > 0))
        {
            to.Write(Encoding.UTF8.GetBytes(line));
            to.WriteByte((byte)'\n');
        }
    }

    // The engine takes no file without a line.
    private static IReadOnlyList<LocalDataFile> AsData(List<string> paths) =>
        [
            .. paths
                .Where(path => new FileInfo(path).Length > 0)
                .Select(path => new LocalDataFile(path, Path.GetFileName(path), DataFormat.Ndjson)),
        ];
}
