using Microsoft.Azure.Functions.Worker;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Rollout;

/// <summary>Asks the gateway how a version has done.</summary>
public sealed class LookAtTraffic(GatewayClient gateway)
{
    [Function(nameof(LookAtTraffic))]
    public Task<Look> RunAsync([ActivityTrigger] LookRequest request, CancellationToken cancellation) =>
        gateway.LookAsync(request.Deployment, request.Version, cancellation);
}
