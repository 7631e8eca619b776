namespace ServerlessML.Experiments.Statistics;

public sealed record ChiSquare(double Statistic, int Degrees, double PValue);
