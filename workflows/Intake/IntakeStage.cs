using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Intake;

/// <summary>Copies every file of the batch into the content-addressed store; nothing later reads the landing zone.</summary>
internal static class IntakeStage
{
    /// <returns>Why the batch cannot be taken in; null when it was.</returns>
    public static async Task<string?> RunAsync(TaskOrchestrationContext context, LifecycleRequest input, OpenedRun opened)
    {
        var taken = await Task.WhenAll(
            opened.Files.Select(file =>
                context.CallAsync(
                    Stages.TakeInFile,
                    new TakeInRequest
                    {
                        RunId = input.RunId,
                        Pipeline = input.Pipeline,
                        Batch = input.Batch,
                        File = file,
                    }
                )
            )
        );
        var problems = taken.Select(file => file.Problem).OfType<string>().ToList();
        return problems.Count == 0 ? null : string.Join("; ", problems);
    }
}
