using System.Collections.Concurrent;

namespace ServerlessML.Tests.LocalHost;

/// <summary>What the sample functions were called with, and how often they are to fail.</summary>
public sealed class Calls
{
    private int _failures;

    public ConcurrentQueue<string> Seen { get; } = new();

    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    public int Failures
    {
        get => _failures;
        set => _failures = value;
    }

    public async Task RecordAsync(string call, CancellationToken cancellation = default)
    {
        Seen.Enqueue(call);
        await Before(cancellation);
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new InvalidOperationException("told to fail");
        }
    }
}
