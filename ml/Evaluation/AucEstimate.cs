namespace ServerlessML.Ml.Evaluation;

/// <summary>Area under the ROC curve.</summary>
/// <param name="Auc">0 to 1.</param>
/// <param name="Variance">DeLong's.</param>
/// <param name="Low">Lower end of the 95 % interval, at least 0.</param>
/// <param name="High">Upper end, at most 1.</param>
public sealed record AucEstimate(double Auc, double Variance, double Low, double High);
