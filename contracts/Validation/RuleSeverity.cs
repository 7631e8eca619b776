namespace ServerlessML.Contracts.Validation;

/// <summary>What a broken rule does to its batch.</summary>
public enum RuleSeverity
{
    /// <summary>Reported, and nothing else.</summary>
    Warn,
    Reject,

    /// <summary>The rule is not looked at.</summary>
    Off,
}
