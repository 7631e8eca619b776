namespace ServerlessML.Ml.Evaluation;

/// <summary>First model's area under the ROC curve less the second's, on the same rows.</summary>
/// <param name="Difference">First less second.</param>
/// <param name="StandardError">Of the difference; the models' covariance is in it.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Two-sided, of no difference.</param>
public sealed record AucComparison(double Difference, double StandardError, double Low, double High, double PValue);
