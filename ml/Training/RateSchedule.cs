namespace ServerlessML.Ml.Training;

/// <summary>How the learning rate falls after its rise.</summary>
public enum RateSchedule
{
    Cosine,
    Linear,
    Constant,
}
