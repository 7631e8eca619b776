namespace ServerlessML.Ml.Training;

/// <summary>Learning rates: a linear rise over the first twentieth of the steps, then a cosine down to a fiftieth of the highest.</summary>
internal static class Schedule
{
    private const double Rise = 0.05;
    private const double Floor = 0.02;

    /// <param name="highest">The highest rate.</param>
    /// <param name="step">Counts from 0.</param>
    /// <param name="steps">In all.</param>
    public static double Rate(double highest, long step, long steps)
    {
        var rising = Math.Max(1, steps * Rise);
        if (step < rising)
        {
            return highest * (step + 1) / (rising + 1);
        }

        var done = (step - rising) / Math.Max(1, steps - rising);
        return highest * (Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * done)) / 2);
    }
}
