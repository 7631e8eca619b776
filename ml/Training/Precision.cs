namespace ServerlessML.Ml.Training;

/// <summary>What a network's products are multiplied in.</summary>
public enum Precision
{
    Float32,

    /// <summary>float16, where the card has units for it; parameters, moments, sums and the loss stay float32.</summary>
    Mixed,
}
