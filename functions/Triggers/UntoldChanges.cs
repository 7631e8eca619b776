using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Validation;

namespace ServerlessML.Functions.Triggers;

/// <summary>
/// Puts changes of definitions and schemas into the audit log whose host was killed between the change and its entry. Each document names
/// who made its last change; the one before was told before that was made.
/// </summary>
public sealed class UntoldChanges(
    PipelineStore pipelines,
    DefinitionChange definitions,
    SchemaAcceptance schemas,
    ILogger<UntoldChanges> log
)
{
    [Function(nameof(UntoldChanges))]
    public async Task RunAsync([TimerTrigger("45 */5 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        _ = timer;
        foreach (var pipeline in await pipelines.ListAsync(cancellation))
        {
            try
            {
                await definitions.TellAsync(pipeline, cancellation);
                await schemas.TellAsync(pipeline, cancellation);
            }
            catch (InvalidDataException damaged)
            {
                // Its log cannot be built on, which 'audit verify' tells; the other pipelines' changes do not wait for it.
                log.LogWarning("{Pipeline}: its last change may not be in the audit log: {Reason}", pipeline, damaged.Message);
            }
        }
    }
}
