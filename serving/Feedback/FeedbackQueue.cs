using System.Threading.Channels;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Feedback;

/// <summary>
/// Outcomes that wait to be stored. Unlike captures none is dropped while the gateway runs: what does not fit is refused, and sent again.
/// </summary>
public sealed class FeedbackQueue : ILinesQueue<(string Deployment, Outcome Outcome)>
{
    public const int MaxOutcomes = 100_000;

    private readonly Channel<(string Deployment, Outcome Outcome)> _channel = Channel.CreateUnbounded<(string, Outcome)>(
        new() { SingleReader = true }
    );
    private long _waiting;
    private long _stored;
    private long _lost;

    public ChannelReader<(string Deployment, Outcome Outcome)> Reader => _channel.Reader;

    public long Waiting => Interlocked.Read(ref _waiting);

    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Given up when the gateway stopped without storage.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public bool IsComplete { get; private set; }

    /// <summary>All, or none when they do not fit.</summary>
    public bool TryAdd(string deployment, IReadOnlyCollection<Outcome> outcomes)
    {
        if (Interlocked.Add(ref _waiting, outcomes.Count) > MaxOutcomes)
        {
            Interlocked.Add(ref _waiting, -outcomes.Count);
            return false;
        }

        foreach (var outcome in outcomes)
        {
            _channel.Writer.TryWrite((deployment, outcome));
        }

        return true;
    }

    public void Settle(int count, bool stored)
    {
        Interlocked.Add(ref _waiting, -count);
        Interlocked.Add(ref stored ? ref _stored : ref _lost, count);
    }

    public void Complete()
    {
        IsComplete = true;
        _channel.Writer.TryComplete();
    }
}
