namespace ServerlessML.Contracts;

/// <summary>What a model's large weights are stored as.</summary>
public enum Quantization
{
    /// <summary>Signed bytes, with a scale a column.</summary>
    Int8,
}
