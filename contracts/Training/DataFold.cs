namespace ServerlessML.Contracts;

/// <summary>A part of the training rows that is kept back to score on, chosen by a hash of the row as the holdout is.</summary>
/// <param name="Index">Counts from 0.</param>
/// <param name="Of">How many parts there are.</param>
public sealed record DataFold(int Index, int Of);
