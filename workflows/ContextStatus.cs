using System.Text.Json;
using Microsoft.DurableTask;

namespace ServerlessML.Workflows;

/// <summary>Tells where an orchestration stands, as its custom status.</summary>
internal static class ContextStatus
{
    /// <summary>
    /// The engine takes 16 KB of UTF-16, and a longer status ends the orchestration. What is left over is for an engine that writes the
    /// same JSON otherwise.
    /// </summary>
    internal const int MostCharacters = 7_500;

    private const string Cut = "…";

#pragma warning disable RS0030 // The one place.
    public static void Tell(this TaskOrchestrationContext context, RunStatus status) => context.SetCustomStatus(Fitting(status));
#pragma warning restore RS0030

    /// <summary>
    /// The same status, its message cut where it is too long. What an approval has and lacks goes only when nothing is left to cut: the
    /// run's manifest has it too.
    /// </summary>
    internal static RunStatus Fitting(RunStatus status)
    {
        if (LengthOf(status) <= MostCharacters)
        {
            return status;
        }

        if (status.Approval is not null && LengthOf(status with { Message = Cut }) > MostCharacters)
        {
            return Fitting(status with { Approval = null });
        }

        var (fits, tooLong) = (0, status.Message.Length);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            (fits, tooLong) = LengthOf(Shortened(status, middle)) <= MostCharacters ? (middle, tooLong) : (fits, middle);
        }

        return Shortened(status, fits);
    }

    private static RunStatus Shortened(RunStatus status, int length) =>
        // Half a character would be written as a replacement.
        status with
        {
            Message = status.Message[..(length > 0 && char.IsHighSurrogate(status.Message[length - 1]) ? length - 1 : length)] + Cut,
        };

    private static int LengthOf(RunStatus status) => JsonSerializer.Serialize(status).Length;
}
