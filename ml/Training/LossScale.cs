namespace ServerlessML.Ml.Training;

/// <summary>
/// Keeps small gradients out of float16's underflow (Micikevicius et al. 2018): the loss counts this much more on the way back. A step
/// whose gradients overflow is left out, and the scale halved; after <see cref="Patience"/> good ones it is doubled.
/// </summary>
/// <param name="Value">A power of two.</param>
/// <param name="Good">Steps since it was changed.</param>
/// <param name="Skipped">Steps left out so far.</param>
internal sealed record LossScale(float Value, int Good, long Skipped)
{
    public const int Patience = 2000;
    private const float Most = 1 << 24;
    private const float Least = 1f / (1 << 14);

    public static LossScale Start { get; } = new(1 << 16, 0, 0);

    /// <exception cref="TrainingException">There is no scale at which the gradients are finite.</exception>
    public LossScale After(bool finite)
    {
        if (!finite)
        {
            return Value > Least
                ? new(Value / 2, 0, Skipped + 1)
                : throw new TrainingException(
                    "Training diverged: the gradients are not finite at any loss scale. A lower learning-rate, or precision "
                        + "float32, may help."
                );
        }

        return Good + 1 < Patience ? this with { Good = Good + 1 } : new(Math.Min(2 * Value, Most), 0, Skipped);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Value);
        writer.Write(Good);
        writer.Write(Skipped);
    }

    public static LossScale Read(BinaryReader reader) => new(reader.ReadSingle(), reader.ReadInt32(), reader.ReadInt64());
}
