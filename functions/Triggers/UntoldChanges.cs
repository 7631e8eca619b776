using Microsoft.Azure.Functions.Worker;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Validation;

namespace ServerlessML.Functions.Triggers;

/// <summary>
/// Puts changes of definitions and schemas into the audit log whose host was killed between the change and its entry. Each document names
/// who made its last change; the one before was told before that was made.
/// </summary>
public sealed class UntoldChanges(PipelineStore pipelines, DefinitionChange definitions, SchemaAcceptance schemas)
{
    [Function(nameof(UntoldChanges))]
    public async Task RunAsync([TimerTrigger("45 */5 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        _ = timer;
        foreach (var pipeline in await pipelines.ListAsync(cancellation))
        {
            await definitions.TellAsync(pipeline, cancellation);
            await schemas.TellAsync(pipeline, cancellation);
        }
    }
}
