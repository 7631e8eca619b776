namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>Where looks learn what the arms of a deployment did.</summary>
public interface IArmCounts
{
    /// <summary>A source that is away is one that saw nothing: the look says why, and the next one asks again.</summary>
    Task<CountedArms> ReadAsync(CountRequest request, CancellationToken cancellation);
}
