namespace ServerlessML.Serving.Traffic;

/// <summary>Where a key falls.</summary>
/// <param name="Bucket">0 to 9,999.</param>
/// <param name="Hash">A salted hash for captures, which must not hold the key itself.</param>
public readonly record struct RoutingKey(int Bucket, ulong Hash);
