namespace ServerlessML.Functions.Instances;

/// <summary>How an instance took a command.</summary>
public enum CommandOutcome
{
    Accepted,

    /// <summary>There is no such instance.</summary>
    NotFound,

    /// <summary>The instance has ended.</summary>
    Ended,
}
