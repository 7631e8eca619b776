using System.Collections.Concurrent;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>Which blobs a function has seen to.</summary>
public sealed class BlobReceipts
{
    private readonly HostState _state;
    private readonly string _function;
    private readonly string _container;
    private readonly ConcurrentDictionary<string, BlobReceipt> _receipts;

    internal BlobReceipts(HostState state, string function, string container)
    {
        (_state, _function, _container) = (state, function, container);
        _receipts = new(_state.Query(
            "SELECT name, etag, outcome, failures, at FROM receipts WHERE function = $function AND container = $container",
            row => KeyValuePair.Create(
                row.GetString(0),
                new BlobReceipt(row.GetString(1), row.GetString(2), row.GetInt32(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)))),
            ("$function", function),
            ("$container", container)), StringComparer.Ordinal);
    }

    public BlobReceipt? Find(string name) => _receipts.GetValueOrDefault(name);

    /// <summary>True when this content has no receipt, or failed and its wait is over.</summary>
    public bool IsDue(string name, string etag, DateTimeOffset now) =>
        Find(name) is not { } receipt
        || receipt.ETag != etag
        || (receipt.Outcome == BlobReceipt.Failed && receipt.At <= now);

    public int Failures(string name, string etag) => Find(name) is { } receipt && receipt.ETag == etag ? receipt.Failures : 0;

    public void Done(string name, string etag, DateTimeOffset at) => Write(name, new(etag, BlobReceipt.Done, Failures(name, etag), at));

    public void Failed(string name, string etag, int failures, DateTimeOffset again) => Write(name, new(etag, BlobReceipt.Failed, failures, again));

    public void Poisoned(string name, string etag, DateTimeOffset at) => Write(name, new(etag, BlobReceipt.Poisoned, Failures(name, etag) + 1, at));

    private void Write(string name, BlobReceipt receipt)
    {
        _state.Execute(
            """
            INSERT INTO receipts (function, container, name, etag, outcome, failures, at)
            VALUES ($function, $container, $name, $etag, $outcome, $failures, $at)
            ON CONFLICT (function, container, name) DO UPDATE SET etag = $etag, outcome = $outcome, failures = $failures, at = $at
            """,
            ("$function", _function),
            ("$container", _container),
            ("$name", name),
            ("$etag", receipt.ETag),
            ("$outcome", receipt.Outcome),
            ("$failures", receipt.Failures),
            ("$at", receipt.At.ToUnixTimeMilliseconds()));
        _receipts[name] = receipt;
    }
}
