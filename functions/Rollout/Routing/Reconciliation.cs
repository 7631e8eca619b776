using ServerlessML.Functions.Arm;

namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>
/// Reads a resource, changes it if it is not as wanted, waits, and reads again: whoever else changes it meanwhile is not overwritten
/// unseen.
/// </summary>
internal static class Reconciliation
{
    private const int MostRounds = 6;

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(10);

    /// <param name="azure">Who is asked.</param>
    /// <param name="path">The resource's.</param>
    /// <param name="apiVersion">Its own.</param>
    /// <param name="missing">What to say when there is none.</param>
    /// <param name="isWanted">Whether it is as wanted.</param>
    /// <param name="change">Sends the change, for the resource as it was read.</param>
    /// <param name="time">To wait by.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task RunAsync(
        ResourceManager azure,
        string path,
        string apiVersion,
        string missing,
        Func<ArmAnswer, bool> isWanted,
        Func<ArmAnswer, Task<ArmAnswer>> change,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var last = "";
        for (var round = 0; round < MostRounds; round++)
        {
            var known = await azure.FindAsync(path, apiVersion, cancellation) ?? throw new ArmRefusedException(missing);
            if (isWanted(known))
            {
                return;
            }

            try
            {
                await azure.FinishAsync(await change(known), cancellation);
            }
            catch (ArmConflictException e)
            {
                last = e.Message;
                await Task.Delay(e.RetryAfter ?? BetweenRounds, time, cancellation);
            }
        }

        throw new ArmUnavailableException(
            $"{path.Split("/providers/")[^1]} is not as it was set after {MostRounds} attempts. {last}".TrimEnd()
        );
    }
}
