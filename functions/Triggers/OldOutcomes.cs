using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions.Rollout;

namespace ServerlessML.Functions.Triggers;

/// <summary>Each hour: what rollouts have read of clients' requests goes when it is old.</summary>
public sealed class OldOutcomes(OutcomeRetention retention, FunctionsOptions options, ILogger<OldOutcomes> log)
{
    [Function(nameof(OldOutcomes))]
    public async Task RunAsync([TimerTrigger("0 30 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        _ = timer;
        if (await retention.RemoveAsync(options.OutcomeAge, cancellation) is var removed and > 0)
        {
            log.LogInformation("Removed {Documents} documents of outcomes and key histories older than {Age}", removed, options.OutcomeAge);
        }
    }
}
