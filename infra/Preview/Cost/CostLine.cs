namespace ServerlessML.Preview.Cost;

/// <param name="What">Is paid for.</param>
/// <param name="Basis">How it comes about.</param>
/// <param name="Amount">A month; null where there is no price.</param>
public sealed record CostLine(string What, string Basis, double? Amount);
