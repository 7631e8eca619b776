using System.Collections.Concurrent;
using System.Diagnostics;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Plans;

/// <summary>The models that are loaded now, one session for each digest however many plans name it.</summary>
public sealed class LoadedModels(LocalCache cache, GatewayOptions options)
{
    private readonly ConcurrentDictionary<Digest, ScoringModel> _loaded = new();
    private readonly ConcurrentDictionary<Digest, TimeSpan> _loadTimes = new();
    private long _loads;
    private long _failedLoads;
    private long _loadTicks;

    public IEnumerable<Digest> Loaded => _loaded.Keys;

    public long Loads => Interlocked.Read(ref _loads);

    public long FailedLoads => Interlocked.Read(ref _failedLoads);

    /// <summary>Fetching, checking, loading and warming, of all loads.</summary>
    public TimeSpan LoadTime => new(Interlocked.Read(ref _loadTicks));

    /// <summary>The time that a loaded model took to load; null for one that is not loaded.</summary>
    public TimeSpan? LoadTimeOf(Digest digest) => _loadTimes.TryGetValue(digest, out var elapsed) ? elapsed : null;

    /// <summary>The model, held for the caller, who lets go of it.</summary>
    /// <exception cref="ModelRejectedException">The bytes are no model that can be served.</exception>
    public async Task<ScoringModel> HoldAsync(Digest digest, CancellationToken cancellation)
    {
        if (_loaded.TryGetValue(digest, out var loaded) && loaded.TryHold())
        {
            return loaded;
        }

        var started = Stopwatch.GetTimestamp();
        try
        {
            var onnx = await cache.ModelAsync(digest, cancellation);
            // Two deployments that load the same digest at once each get a session; this remembers the last.
            var model = ScoringModel.Load(digest, onnx, Freed, options.ScoringTimeout);
            _loaded[digest] = model;
            _loadTimes[digest] = Stopwatch.GetElapsedTime(started);
            Interlocked.Increment(ref _loads);
            return model;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            Interlocked.Increment(ref _failedLoads);
            throw;
        }
        finally
        {
            Interlocked.Add(ref _loadTicks, Stopwatch.GetElapsedTime(started).Ticks);
        }
    }

    private void Freed(ScoringModel model)
    {
        if (_loaded.TryRemove(new(model.Digest, model)))
        {
            _loadTimes.TryRemove(model.Digest, out _);
        }
    }
}
