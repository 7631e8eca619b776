using System.Text.Json.Serialization;
using ServerlessML.Ml.Training.Boosting;

namespace ServerlessML.Ml.Training;

/// <summary>A recipe with all its parameters.</summary>
public sealed record TrainingOptions
{
    public required string Recipe { get; init; }

    /// <summary>The parameters that a person set, by name: they are obeyed. The others follow the number of rows, by <see
    /// cref="SizedDefaults"/>.</summary>
    [JsonIgnore]
    public IReadOnlyCollection<string> Given { get; init; } = [];

    /// <summary>
    /// The number of parts of the rows that are each kept back once, from a model that only measures, while the model that is kept learns
    /// from all rows; with one part that is the validation share. 0 keeps the validation share back from the model itself.
    /// </summary>
    public int Folds { get; init; }

    /// <summary>
    /// Whether <c>linear</c> is fitted on all rows at once, to the end, with a penalty that the folds choose; else by steps of batches.
    /// </summary>
    public bool Converges { get; init; }

    /// <summary>Widths of the hidden layers; none for <c>linear</c>.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>The options of <c>xgboost</c> alone.</summary>
    public BoostingOptions Boosting { get; init; } = new();

    public int Epochs { get; init; } = 3;

    public int BatchSize { get; init; } = 512;

    /// <summary>The highest of the schedule. Of trees: how much of each is added.</summary>
    public double LearningRate { get; init; } = 0.015;

    public RateSchedule Schedule { get; init; } = RateSchedule.Cosine;

    /// <summary>Share of the steps over which the learning rate rises.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>Share of each hidden layer's outputs that a step leaves out.</summary>
    public double Dropout { get; init; }

    /// <summary>The weight decay of AdamW: the part of each parameter that a step at a learning rate of one would take away.</summary>
    public double WeightDecay { get; init; }

    public Precision Precision { get; init; } = Precision.Float32;

    public Scaling Scaling { get; init; } = Scaling.Standard;

    /// <summary>Whether a missing number has a bin of its own where training saw some; else it is the median and nothing more.</summary>
    public bool MissingIndicators { get; init; } = true;

    /// <summary>Whether each class counts the same in sum, however many rows it has.</summary>
    public bool BalancedClasses { get; init; }

    /// <summary>What a row of each class counts; none for one each.</summary>
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <summary>Most quantile bins of a number column.</summary>
    public int Bins { get; init; } = 64;

    /// <summary>Most categories of a column with a row of their own; the rarer ones share the unknown row.</summary>
    public int MaxCategories { get; init; } = 1000;

    /// <summary>Categories seen less often share the unknown row.</summary>
    public int MinCategoryRows { get; init; } = 5;

    /// <summary>Share of categories hidden from a step, so that the unknown row learns.</summary>
    public double UnknownShare { get; init; } = 0.01;

    /// <summary>Share of the rows that only measure, at the end of each epoch.</summary>
    public double ValidationShare { get; init; } = 0.05;

    /// <summary>Epochs, or rounds, without a better validation score (log loss of classes, squared error of numbers) after which training
    /// stops; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>
    /// Share of a full training after which training stops, above 0 and up to 1. The schedule is the full training's: a training that
    /// goes on from the state written at the stop equals one that never stopped.
    /// </summary>
    public double Until { get; init; } = 1;

    public int Seed { get; init; } = 1;

    public int Threads { get; init; } = 2;

    public Device Device { get; init; } = Device.Cpu;
}
