using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Training.Search;

/// <summary>
/// Searches for a recipe and its parameters: trials are sub-orchestrations, a few at a time. Every so many endings it lets what runs end
/// and starts anew with what it knows, so that a search of hundreds of trials has a short history.
/// </summary>
public sealed class ModelSearch : TaskOrchestrator<SearchProgress, SearchOutcome>
{
    public override Task<SearchOutcome> RunAsync(TaskOrchestrationContext context, SearchProgress input) =>
        new SearchTurn(context, input).RunAsync();
}
