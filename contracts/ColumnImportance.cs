namespace ServerlessML.Contracts;

/// <summary>AUC that the candidate loses when the column is shuffled: mean and standard deviation over the shuffles (Breiman 2001).</summary>
public sealed record ColumnImportance(string Column, double Loss, double Deviation);
