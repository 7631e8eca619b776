using ServerlessML.Contracts;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>One training of a network, from the first or a kept step to the last.</summary>
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
    private readonly int size = Math.Min(options.BatchSize, training.Length);
    private CourseState state = new();

    private int PerEpoch => training.Length / size;

    private long Steps => (long)PerEpoch * options.Epochs;

    private bool Measures => validationLabels.Contains(true) && validationLabels.Contains(false);

    /// <exception cref="TrainingException">The loss is no number any more.</exception>
    /// <exception cref="CheckpointException">The state to go on from is damaged or another training's.</exception>
    public (float[] Parameters, TrainingMetrics Metrics) Run(Action<TrainingStep>? progress, StateKeeper? keeper, CancellationToken cancellation)
    {
        var stop = (long)Math.Ceiling(Steps * options.Until);
        var memory = keeper?.Resume(Resume) ?? OptimiserMemory.From(network.Initial(random, encoding.Columns));
        using var batch = new Batch(rows, [.. labels.Select(positive => positive ? 1f : 0f)], encoding, size);
        using var session = Sessions.Open(StepGraph.Build(network, size, encoding.Columns), options);
        using var optimiser = new Optimiser(session, batch, memory);
        using var scorer = Measures ? new Scorer(network, encoding.Columns, options) : null;
        while (state.Step < stop && !state.Ended)
        {
            cancellation.ThrowIfCancellationRequested();
            var i = (int)(state.Step % PerEpoch);
            if (i == 0)
            {
                state.Shuffles.Add(random.State);
                random.Shuffle(training);
            }

            batch.Fill(training.AsSpan(i * size, size), random, options.UnknownShare);
            state.Sum += Sound(optimiser.Step(Schedule.Rate(options.LearningRate, state.Step, Steps)));
            state.Step++;
            if (state.Step % Math.Max(1, Steps / Reports) == 0)
            {
                progress?.Invoke(Standing(state.Sum / (i + 1)));
            }

            if (i + 1 == PerEpoch)
            {
                EndEpoch(scorer, optimiser.Parameters);
                progress?.Invoke(Standing(state.Losses[^1]));
            }

            keeper?.Offer(Standing(MeanLoss()), writer => Write(writer, optimiser.Memory));
        }

        if (stop < Steps)
        {
            keeper?.Write(Standing(MeanLoss()), writer => Write(writer, optimiser.Memory));
        }

        return End(scorer, optimiser.Parameters);
    }

    private OptimiserMemory Resume(BinaryReader reader)
    {
        state = CourseState.Read(reader);
        random = new SeededRandom(reader.ReadUInt64());
        foreach (var start in state.Shuffles)
        {
            new SeededRandom(start).Shuffle(training);
        }

        return OptimiserMemory.Read(reader);
    }

    private void Write(BinaryWriter writer, OptimiserMemory memory)
    {
        state.Write(writer);
        writer.Write(random.State);
        memory.Write(writer);
    }

    private void EndEpoch(Scorer? scorer, float[] parameters)
    {
        state.Losses.Add(state.Sum / PerEpoch);
        state.Sum = 0;
        state.Auc = Measure(scorer, parameters);
        var epoch = state.Losses.Count;
        if (options.Patience > 0 && (state.Auc is null || state.BestAuc is null || state.Auc > state.BestAuc))
        {
            (state.BestAuc, state.Best, state.BestEpoch) = (state.Auc, [.. parameters], epoch);
        }

        state.Ended = options.Patience > 0 && epoch - state.BestEpoch >= options.Patience;
    }

    private (float[] Parameters, TrainingMetrics Metrics) End(Scorer? scorer, float[] last)
    {
        var within = state.Step % PerEpoch != 0;
        var auc = within ? Measure(scorer, last) : state.Auc;
        var best = state.Best is not null && (!within || auc is null || state.BestAuc >= auc);
        return (best ? state.Best! : [.. last], new TrainingMetrics
        {
            Recipe = options.Recipe,
            Rows = training.Length,
            Steps = state.Step,
            Epochs = state.Shuffles.Count,
            TrainableParameters = network.ParameterCount,
            FinalLoss = MeanLoss(),
            ValidationAuc = best ? state.BestAuc : auc,
            Losses = within ? [.. state.Losses, MeanLoss()] : state.Losses,
        });
    }

    private double? Measure(Scorer? scorer, float[] parameters) =>
        scorer is null ? null : DeLong.Auc(scorer.Score(rows, validation, parameters), validationLabels);

    /// <summary>Of the epoch so far, or of the last one where it has just ended.</summary>
    private double MeanLoss() => state.Step % PerEpoch is var done and not 0 ? state.Sum / done : state.Losses[^1];

    private TrainingStep Standing(double loss) => new(state.Step, Steps, state.Shuffles.Count, loss, state.Auc);

    private double Sound(float loss) => float.IsFinite(loss)
        ? loss
        : throw new TrainingException(
            $"Training diverged at step {state.Step + 1}: the loss is {loss}. A lower learning-rate than {options.LearningRate} may help.");
}
