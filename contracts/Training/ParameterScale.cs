namespace ServerlessML.Contracts;

/// <summary>How a range is drawn from.</summary>
public enum ParameterScale
{
    Linear,

    /// <summary>Evenly in the logarithm.</summary>
    Log,

    /// <summary>Whole numbers, the ends included.</summary>
    Int,
}
