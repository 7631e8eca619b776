using Microsoft.DurableTask;
using ServerlessML.Workflows.Intake;

namespace ServerlessML.Workflows.Validation;

/// <summary>Fans out one check a file, and joins the reports.</summary>
internal static class ValidationStage
{
    public static async Task<ValidationOutcome> RunAsync(TaskOrchestrationContext context, LifecycleRequest input, OpenedRun opened)
    {
        var shards = await Task.WhenAll(
            opened.Files.Select(file =>
                context.CallAsync(
                    Stages.ValidateShard,
                    new ShardRequest
                    {
                        RunId = input.RunId,
                        Definition = input.Definition,
                        File = file,
                    }
                )
            )
        );
        return await context.CallAsync(
            Stages.JoinShards,
            new JoinRequest
            {
                RunId = input.RunId,
                Pipeline = input.Pipeline,
                Batch = input.Batch,
                Definition = input.Definition,
                Dataset = input.Dataset,
                Shards = [.. shards.Select(shard => shard.Report)],
            }
        );
    }
}
