namespace ServerlessML.Tests.Fuzz;

/// <summary>One way by which what others wrote comes in.</summary>
internal abstract class Door : IAsyncDisposable
{
    /// <summary>Inputs at a time.</summary>
    public virtual int Workers => 2;

    /// <summary>Asks the door once, by what the chance says.</summary>
    /// <returns>What kind of refusal it was; null for an input that was taken.</returns>
    /// <exception cref="BrokenRuleException">It answered in a way that none may.</exception>
    public abstract Task<string?> TryAsync(Random random);

    public abstract ValueTask DisposeAsync();
}
