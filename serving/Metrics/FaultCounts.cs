using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ServerlessML.Serving.Metrics;

/// <summary>Problems by their code. Codes are words of the gateway's own, so there are few.</summary>
public sealed class FaultCounts
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> _byCode = new(StringComparer.Ordinal);

    public void Add(string code, long count = 1) => Interlocked.Add(ref _byCode.GetOrAdd(code, _ => new()).Value, count);

    public IReadOnlyDictionary<string, long> Read() =>
        new SortedDictionary<string, long>(
            _byCode.ToDictionary(pair => pair.Key, pair => Interlocked.Read(ref pair.Value.Value)),
            StringComparer.Ordinal
        );
}
