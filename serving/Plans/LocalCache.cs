using System.Text;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving.Plans;

/// <summary>
/// The last good plans and their models on this machine's disk, so that the gateway starts and serves without storage. Files are named
/// by digests only, and appear whole. A write that fails (a full disk) costs the next start its copy, never a request.
/// </summary>
public sealed class LocalCache
{
    private const int KeptModels = 16;
    private const int KeptProfiles = 256;

    private readonly string _plans;
    private readonly string _models;
    private readonly string _keys;
    private readonly ContentStore _content;
    private readonly ILogger<LocalCache> _log;

    public LocalCache(GatewayOptions options, StorageClients storage, ILogger<LocalCache> log)
    {
        _plans = Directory.CreateDirectory(Path.Combine(options.CacheDirectory, "plans")).FullName;
        _models = Directory.CreateDirectory(Path.Combine(options.CacheDirectory, "models")).FullName;
        _keys = Path.Combine(options.CacheDirectory, "keys.json");
        _content = storage.Content;
        _log = log;
    }

    /// <summary>The model's bytes, checked against the digest, from the disk or from the content-addressed store.</summary>
    /// <exception cref="ContentMissingException">Neither has it.</exception>
    /// <exception cref="DigestMismatchException">What the store has is something else.</exception>
    public Task<byte[]> ModelAsync(Digest digest, CancellationToken cancellation) => ContentAsync(digest, PathOf(digest), cancellation);

    /// <summary>A training profile, as <see cref="ModelAsync"/>.</summary>
    public Task<byte[]> ProfileAsync(Digest digest, CancellationToken cancellation) =>
        ContentAsync(digest, Path.Combine(_models, digest.Hex + ".profile.json"), cancellation);

    private async Task<byte[]> ContentAsync(Digest digest, string path, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            var cached = await File.ReadAllBytesAsync(path, cancellation);
            if (Digest.Of(cached) == digest)
            {
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
                return cached;
            }

            _log.LogWarning("The cached {Digest} is damaged; it is fetched again.", digest);
        }

        var content = await _content.GetAsync(digest, cancellation);
        TryWrite(path, content);
        return content;
    }

    public void KeepPlan(string deployment, ReadOnlySpan<byte> json) => TryWrite(PathOf(deployment), json);

    /// <summary>Digests of keys, never keys.</summary>
    public void KeepKeys(ReadOnlySpan<byte> json) => TryWrite(_keys, json);

    /// <summary>The document of the last run; null when there is none that can be read.</summary>
    public byte[]? Keys()
    {
        try
        {
            return File.Exists(_keys) ? File.ReadAllBytes(_keys) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log.LogWarning("The cached keys cannot be read: {Reason}", failure.Message);
            return null;
        }
    }

    /// <summary>The plans of the last run; those that cannot be read are left out and logged.</summary>
    public IReadOnlyList<TrafficPlan> Plans()
    {
        var plans = new List<TrafficPlan>();
        foreach (var path in Directory.EnumerateFiles(_plans, "*.json"))
        {
            try
            {
                plans.Add(PlanDocument.Parse(File.ReadAllBytes(path), deployment: null));
            }
            catch (Exception failure) when (failure is IOException or PlanRejectedException)
            {
                _log.LogWarning("The cached plan {File} is left out: {Reason}", Path.GetFileName(path), failure.Message);
            }
        }

        return plans;
    }

    /// <summary>Deletes the models that have been out of use longest, keeping those in use and as many as a few rollbacks need.</summary>
    public void Trim(IEnumerable<Digest> inUse)
    {
        try
        {
            var used = inUse.Select(PathOf).ToHashSet(StringComparer.Ordinal);
            var files = new DirectoryInfo(_models).EnumerateFiles("*.onnx").OrderByDescending(file => file.LastWriteTimeUtc);
            foreach (var file in files.Skip(KeptModels).Where(file => !used.Contains(file.FullName)))
            {
                file.Delete();
            }

            var profiles = new DirectoryInfo(_models).EnumerateFiles("*.profile.json").OrderByDescending(file => file.LastWriteTimeUtc);
            foreach (var file in profiles.Skip(KeptProfiles))
            {
                file.Delete();
            }
        }
        catch (IOException failure)
        {
            _log.LogWarning("The model cache could not be trimmed: {Reason}", failure.Message);
        }
    }

    private string PathOf(Digest digest) => Path.Combine(_models, digest.Hex + ".onnx");

    private string PathOf(string deployment) => Path.Combine(_plans, Digest.Of(Encoding.UTF8.GetBytes(deployment)).Hex + ".json");

    private void TryWrite(string path, ReadOnlySpan<byte> content)
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var file = new FileStream(partial, FileMode.CreateNew))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log.LogWarning("{File} could not be cached: {Reason}", Path.GetFileName(path), failure.Message);
            TryDelete(partial);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The disk that would not take the file may not give it back either; the name ends in .partial and is never read.
        }
    }
}
