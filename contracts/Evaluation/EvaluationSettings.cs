namespace ServerlessML.Contracts.Evaluation;

/// <summary>The frozen holdout and the promotion gate's limits.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Whose held-out rows are judged, where there is a training window; null for the newest batch's.</summary>
    public EvaluatedRows? On { get; init; }

    /// <summary>Share of rows held out, 0 to 1.</summary>
    public double Holdout { get; init; } = 0.2;

    /// <summary>Part of the hash; changing it draws another holdout.</summary>
    public string Salt { get; init; } = "holdout-1";

    /// <summary>What decides which rows are held out; null for <see cref="SplitKind.Row"/>.</summary>
    public SplitSettings? Split { get; init; }

    /// <summary>
    /// The floor of a label of two values in the measure <see cref="QualityMeasure.Auc"/>, unless <see cref="Limits"/> has another.
    /// </summary>
    public double MinAuc { get; init; } = 0.5;

    /// <summary>Least gain over the champion in <see cref="Metric"/>; a lower loss is a gain.</summary>
    public double MinGain { get; init; }

    /// <summary>What candidate and champion are compared by; null for the first of <see cref="QualityMeasure.Comparing"/>.</summary>
    public string? Metric { get; init; }

    /// <summary>
    /// Worst value of a model that may be promoted, by measure: most of a loss, least of another, how far off of one with an
    /// <see cref="QualityMeasure.Aim"/>; beside each <see cref="QualityMeasure.Floor"/> and <see cref="MinAuc"/>.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Limits { get; init; }

    /// <summary>Where rows are called positive; null for one half.</summary>
    public ThresholdSettings? Threshold { get; init; }

    /// <summary>What errors cost; null for one each.</summary>
    public ErrorCosts? Costs { get; init; }

    /// <summary>What becomes of a check that the held-out rows show neither to hold nor to fail; null asks people.</summary>
    public UnprovenPolicy? Unproven { get; init; }

    /// <summary>Columns whose values are looked at one by one, numbers by bands.</summary>
    public IReadOnlyList<string> Slices { get; init; } = [];

    /// <summary>
    /// Ascending edges of the bands of number columns; one that is not here has the quartiles of the champion's training data.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? Bands { get; init; }

    /// <summary>Smaller slices are left out.</summary>
    public int MinSliceRows { get; init; } = 500;

    /// <summary>
    /// Most of its measure (<see cref="QualityMeasure.ForSlices"/>) that a slice may lose against the champion; null only reports.
    /// </summary>
    public double? MaxSliceLoss { get; init; }

    /// <summary>Columns whose groups are looked at, and how unlike they may be treated; null for none.</summary>
    public IReadOnlyList<FairnessLimit>? Fairness { get; init; }

    /// <summary>Most bytes of a model; null for any.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Most time that training may have taken, summed over its threads; null for any.</summary>
    public TimeSpan? Budget { get; init; }
}

/// <summary>A declared group column, and how unlike its groups may be treated.</summary>
public sealed record FairnessLimit
{
    /// <summary>A category column, or one of numbers, whose bands are the groups.</summary>
    public required string Column { get; init; }

    /// <summary>The most by which the highest and the lowest share of rows called positive may differ, 0 to 1; null only reports.</summary>
    public double? MaxParityDifference { get; init; }

    /// <summary>The most that the larger difference in true and in false positive rate may be, 0 to 1; null only reports.</summary>
    public double? MaxOddsDifference { get; init; }

    /// <summary>The most by which the highest and the lowest false positive rate may differ, 0 to 1; null only reports.</summary>
    public double? MaxFalsePositiveDifference { get; init; }

    /// <summary>
    /// The most by which the highest and the lowest false negative rate may differ (equal opportunity), 0 to 1; null only reports.
    /// </summary>
    public double? MaxFalseNegativeDifference { get; init; }

    /// <summary>The most by which the highest and the lowest precision may differ (predictive parity), 0 to 1; null only reports.</summary>
    public double? MaxPrecisionDifference { get; init; }
}

/// <summary>Whose held-out rows the gate judges by. The newest batch's own figures are shown whatever it is.</summary>
public enum EvaluatedRows
{
    Batch,

    /// <summary>Those of every batch of the training window.</summary>
    Window,

    /// <summary>The limits must hold on each of the two.</summary>
    Both,
}
