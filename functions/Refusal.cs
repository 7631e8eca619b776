namespace ServerlessML.Functions;

/// <summary>Why what somebody asked for is refused.</summary>
public enum Refusal
{
    /// <summary>What the caller named does not exist.</summary>
    NotFound,

    /// <summary>The state of what the caller named does not allow it.</summary>
    Conflict,

    /// <summary>The caller does not have the right.</summary>
    Forbidden,
}
