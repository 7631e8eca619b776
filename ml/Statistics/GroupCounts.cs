namespace ServerlessML.Ml.Statistics;

/// <summary>A declared group's rows, by what came and what was said.</summary>
public sealed record GroupCounts(string Group, long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives)
{
    public long Rows => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;

    public long Positives => TruePositives + FalseNegatives;

    public long Negatives => FalsePositives + TrueNegatives;

    public long Selected => TruePositives + FalsePositives;
}
