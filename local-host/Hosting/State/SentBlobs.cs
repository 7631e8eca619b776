using System.Collections.Concurrent;

namespace ServerlessML.LocalHost.Hosting.State;

/// <summary>
/// The blobs of a container whose event was sent, each with the ETag of the content it was sent for. Held in memory: a listing of thousands
/// must not query for each.
/// </summary>
public sealed class SentBlobs
{
    private readonly HostState _state;
    private readonly string _container;
    private readonly ConcurrentDictionary<string, string> _sent;

    internal SentBlobs(HostState state, string container)
    {
        (_state, _container) = (state, container);
        _sent = new(
            _state.Query(
                "SELECT name, etag FROM sent_blobs WHERE container = $container",
                row => KeyValuePair.Create(row.GetString(0), row.GetString(1)),
                ("$container", container)
            ),
            StringComparer.Ordinal
        );
    }

    public bool Contains(string name, string etag) => _sent.TryGetValue(name, out var sent) && sent == etag;

    public void Add(string name, string etag)
    {
        _state.Execute(
            "INSERT INTO sent_blobs (container, name, etag) VALUES ($container, $name, $etag) ON CONFLICT (container, name) DO "
                + "UPDATE SET etag = $etag",
            ("$container", _container),
            ("$name", name),
            ("$etag", etag)
        );
        _sent[name] = etag;
    }
}
