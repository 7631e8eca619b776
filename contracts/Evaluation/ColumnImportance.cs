namespace ServerlessML.Contracts;

/// <summary>What the candidate loses, in AUC or the primary measure, when the column is shuffled: mean and standard deviation over the shuffles (Breiman 2001).</summary>
public sealed record ColumnImportance(string Column, double Loss, double Deviation);
