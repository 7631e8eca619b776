namespace ServerlessML.Workflows.Statistics;

public sealed record ChiSquare(double Statistic, int Degrees, double PValue);
