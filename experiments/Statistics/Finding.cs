namespace ServerlessML.Experiments.Statistics;

/// <summary>What a comparison has shown so far.</summary>
public enum Finding
{
    /// <summary>Neither, yet; also whenever nothing can be computed.</summary>
    Inconclusive,

    /// <summary>The treated arm is above.</summary>
    Higher,

    /// <summary>The treated arm is below.</summary>
    Lower,
}
