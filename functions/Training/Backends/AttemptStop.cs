using Microsoft.Extensions.Logging;
using ServerlessML.Functions.Arm;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>Has the platform end what runs an attempt that was given up.</summary>
public sealed class AttemptStop(ITrainingBackend backend, ILogger<AttemptStop> log)
{
    /// <summary>Ends only what had the attempt itself: other runners may have taken it, and its own may have taken another.</summary>
    public async Task StopAsync(Attempt given, TrainingProgress last, CancellationToken cancellation)
    {
        if (last.Runner != given.Name)
        {
            return;
        }

        try
        {
            await backend.StopAsync(given, cancellation);
        }
        catch (Exception e) when (e is ArmUnavailableException or ArmRefusedException or ArmConflictException)
        {
            // It costs until it ends by itself, and its result is refused.
            log.LogWarning("{Attempt} is abandoned, but its runner could not be stopped: {Reason}", given.Name, e.Message);
        }
    }
}
