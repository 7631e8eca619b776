namespace ServerlessML.Ml.Statistics;

/// <summary>
/// A figure of rows, each counted as often as its weight says; not a number where it has no value. Called from many threads at once.
/// </summary>
public delegate double WeightedStatistic(ReadOnlySpan<int> weights);
