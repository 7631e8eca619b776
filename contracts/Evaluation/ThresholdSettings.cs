namespace ServerlessML.Contracts.Evaluation;

/// <summary>How the threshold is found that rows are called positive from: a value, or a goal that is sought on training rows.</summary>
public sealed record ThresholdSettings
{
    /// <summary>Given rather than sought; null for a goal.</summary>
    public double? Value { get; init; }

    /// <summary>What is sought, where no value is given.</summary>
    public ThresholdGoal Goal { get; init; }

    /// <summary>
    /// The least recall or precision, where the goal is <see cref="ThresholdGoal.Recall"/> or <see cref="ThresholdGoal.Precision"/>.
    /// </summary>
    public double AtLeast { get; init; }
}

/// <summary>What a threshold is to do.</summary>
public enum ThresholdGoal
{
    /// <summary>The largest F1.</summary>
    F1,

    /// <summary>The most rows called right.</summary>
    Accuracy,

    /// <summary>The least cost of errors.</summary>
    Cost,

    /// <summary>The fewest rows called positive with a recall of at least so much.</summary>
    Recall,

    /// <summary>The most rows called positive with a precision of at least so much.</summary>
    Precision,
}
