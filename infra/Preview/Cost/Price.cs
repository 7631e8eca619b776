namespace ServerlessML.Preview.Cost;

/// <param name="Amount">Of one unit; null where none is known.</param>
/// <param name="Source">The page that it is from.</param>
/// <param name="AsOf">The month in which it was written down, <c>yyyy-MM</c>.</param>
public sealed record Price(double? Amount, string Source, string AsOf);
