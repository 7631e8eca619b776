namespace ServerlessML.Ml.Evaluation;

/// <summary>Rows of one class alone have no ROC curve.</summary>
public sealed class OneClassException(int rows, bool positive)
    : Exception(rows == 0 ? "There are no rows." : $"All {rows} rows are {(positive ? "positive" : "negative")}.");
