namespace ServerlessML.Ml.Training;

/// <summary>What a network takes for a number, besides its bin.</summary>
public enum Scaling
{
    /// <summary>Less the mean, over the deviation.</summary>
    Standard,

    /// <summary>The value's rank among the training rows, between quantiles along a line; of variance one.</summary>
    Quantile,
}
