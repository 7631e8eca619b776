namespace ServerlessML.Ml.Data;

/// <summary>A dataset in two parts, each in the dataset's order.</summary>
/// <param name="Train">What may be learnt from.</param>
/// <param name="Holdout">What models are judged on, and none ever sees in training.</param>
public sealed record FoldedTable(SplitTable Train, SplitTable Holdout);
