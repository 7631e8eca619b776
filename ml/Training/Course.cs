using ServerlessML.Contracts;
using ServerlessML.Ml.Evaluation;

namespace ServerlessML.Ml.Training;

/// <summary>One training from first to last step.</summary>
internal sealed class Course(
    TrainingOptions options,
    FeatureEncoding encoding,
    Network network,
    EncodedRows rows,
    bool[] labels,
    int[] training,
    int[] validation,
    SeededRandom random)
{
    private const int Reports = 200;

    private readonly bool[] validationLabels = [.. validation.Select(row => labels[row])];
    private readonly List<double> losses = [];
    private double? auc;
    private double? bestAuc;
    private float[]? best;
    private long step;

    /// <exception cref="TrainingException">The loss is no number any more.</exception>
    public (float[] Parameters, TrainingMetrics Metrics) Run(Action<TrainingStep>? progress, CancellationToken cancellation)
    {
        var size = Math.Min(options.BatchSize, training.Length);
        var perEpoch = training.Length / size;
        var steps = (long)perEpoch * options.Epochs;
        using var batch = new Batch(rows, [.. labels.Select(positive => positive ? 1f : 0f)], encoding, size);
        using var session = Sessions.Open(StepGraph.Build(network, size, encoding.Columns), options);
        using var optimiser = new Optimiser(session, network, batch, network.Initial(random, encoding.Columns));
        using var scorer = Measures ? new Scorer(network, encoding.Columns, options) : null;
        var epoch = 1;
        for (; epoch <= options.Epochs; epoch++)
        {
            random.Shuffle(training);
            var sum = 0.0;
            for (var i = 0; i < perEpoch; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                batch.Fill(training.AsSpan(i * size, size), random, options.UnknownShare);
                sum += Sound(optimiser.Step(Schedule.Rate(options.LearningRate, step, steps)));
                step++;
                if (step % Math.Max(1, steps / Reports) == 0)
                {
                    progress?.Invoke(new TrainingStep(step, steps, epoch, sum / (i + 1), auc));
                }
            }

            losses.Add(sum / perEpoch);
            Measure(scorer, optimiser.Parameters);
            progress?.Invoke(new TrainingStep(step, steps, epoch, losses[^1], auc));
            if (options.Patience > 0 && epoch - BestEpoch >= options.Patience)
            {
                break;
            }
        }

        return (best ?? optimiser.Parameters, new TrainingMetrics
        {
            Recipe = options.Recipe,
            Rows = training.Length,
            Steps = step,
            Epochs = losses.Count,
            TrainableParameters = network.ParameterCount,
            FinalLoss = losses[^1],
            ValidationAuc = best is null ? auc : bestAuc,
            Losses = losses,
        });
    }

    private int BestEpoch { get; set; }

    private bool Measures => validationLabels.Contains(true) && validationLabels.Contains(false);

    private void Measure(Scorer? scorer, float[] parameters)
    {
        auc = scorer is null ? null : DeLong.Auc(scorer.Score(rows, validation, parameters), validationLabels);
        if (options.Patience > 0 && (auc is null || bestAuc is null || auc > bestAuc))
        {
            (bestAuc, best, BestEpoch) = (auc, [.. parameters], losses.Count);
        }
    }

    private double Sound(float loss) => float.IsFinite(loss)
        ? loss
        : throw new TrainingException(
            $"Training diverged at step {step + 1}: the loss is {loss}. A lower learning-rate than {options.LearningRate} may help.");
}
