namespace ServerlessML.Functions.Instances;

/// <summary>What became of what an instance was told.</summary>
public enum OrderOutcome
{
    Taken,

    /// <summary>There is no such instance.</summary>
    Unknown,

    /// <summary>The instance has ended.</summary>
    Ended,
}
