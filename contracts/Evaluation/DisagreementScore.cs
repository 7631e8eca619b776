namespace ServerlessML.Contracts;

/// <summary>Rows that one of two models alone calls right, and the exact two-sided p of no difference (McNemar 1947).</summary>
public sealed record DisagreementScore(long OnlyCandidate, long OnlyChampion, double PValue);
