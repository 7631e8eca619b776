namespace ServerlessML.Ml.Training;

/// <summary>Learning rates: a linear rise, then down to a fiftieth of the highest along a cosine or a line, or as it is.</summary>
internal static class Schedule
{
    private const double Floor = 0.02;

    /// <param name="options">The highest rate, the share of the steps that rise, and how it falls.</param>
    /// <param name="step">Counts from 0.</param>
    /// <param name="steps">In all.</param>
    public static double Rate(TrainingOptions options, long step, long steps)
    {
        var highest = options.LearningRate;
        var rising = options.WarmUp > 0 ? Math.Max(1, steps * options.WarmUp) : 0;
        if (step < rising)
        {
            return highest * (step + 1) / (rising + 1);
        }

        var done = (step - rising) / Math.Max(1, steps - rising);
        var left = options.Schedule switch
        {
            RateSchedule.Cosine => (1 + Math.Cos(Math.PI * done)) / 2,
            RateSchedule.Linear => 1 - done,
            _ => 1,
        };
        return highest * (Floor + (1 - Floor) * left);
    }
}
