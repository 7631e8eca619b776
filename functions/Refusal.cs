namespace ServerlessML.Functions;

/// <summary>Why what somebody asked for is refused.</summary>
public enum Refusal
{
    /// <summary>What they named does not exist.</summary>
    NotFound,

    /// <summary>The state of what they named does not allow it.</summary>
    Conflict,

    /// <summary>They have not the right.</summary>
    Forbidden,
}
