using System.Collections.Concurrent;
using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary>The models that are loaded now, one session for each digest however many plans name it.</summary>
public sealed class ModelShelf(LocalCache cache)
{
    private readonly ConcurrentDictionary<Digest, ScoringModel> _loaded = new();

    public IEnumerable<Digest> Loaded => _loaded.Keys;

    /// <summary>The model, held for the caller, who lets go of it.</summary>
    /// <exception cref="ModelRejectedException">The bytes are no model that can be served.</exception>
    public async Task<ScoringModel> HoldAsync(Digest digest, CancellationToken cancellation)
    {
        if (_loaded.TryGetValue(digest, out var loaded) && loaded.TryHold())
        {
            return loaded;
        }

        var onnx = await cache.ModelAsync(digest, cancellation);
        // Two deployments that load the same digest at once each get a session; the shelf remembers the last.
        var model = ScoringModel.Load(digest, onnx, freed => _loaded.TryRemove(new(digest, freed)));
        _loaded[digest] = model;
        return model;
    }
}
