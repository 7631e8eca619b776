namespace ServerlessML.Contracts.Pipelines;

/// <summary>What a model says of a row.</summary>
public enum TaskKind
{
    /// <summary>The probability of the second of two values.</summary>
    Binary,

    /// <summary>A probability for each of three values or more.</summary>
    MultiClass,

    /// <summary>A number.</summary>
    Regression,
}
