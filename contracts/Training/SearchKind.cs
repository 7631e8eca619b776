namespace ServerlessML.Contracts;

/// <summary>How a search goes through its space.</summary>
public enum SearchKind
{
    /// <summary>Every point of the space, each trained whole.</summary>
    Grid,

    /// <summary>Points drawn from the space, each trained whole.</summary>
    Random,

    /// <summary>Points drawn, of which the better ones are trained further (asynchronous successive halving).</summary>
    Asha,
}
