using Microsoft.Azure.Functions.Worker;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// Makes an approved model a version of its pipeline. The run that has a version keeps it, so that a retry changes nothing.
/// </summary>
public sealed class RegisterVersion(ModelRegistry models)
{
    [Function(nameof(RegisterVersion))]
    public async Task<Registered> RunAsync([ActivityTrigger] RegisterRequest request, CancellationToken cancellation) =>
        new() { Version = (await models.RegisterAsync(request, cancellation)).Version };
}
