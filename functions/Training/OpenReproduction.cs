using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Runs;
using ServerlessML.Storage;
using ServerlessML.Workflows.Reproduction;

namespace ServerlessML.Functions.Training;

/// <summary>Reads what another run's manifest says about its training, and opens the reproduction's own manifest.</summary>
public sealed class OpenReproduction(ContentStore content, RunManifests manifests, TimeProvider time)
{
    [Function(nameof(OpenReproduction))]
    public async Task<OpenedReproduction> RunAsync([ActivityTrigger] ReproductionRequest request, CancellationToken cancellation)
    {
        var original = await manifests.GetAsync(request.OriginalRunId, cancellation);
        var model = original.Model
            ?? throw new PermanentFailureException($"The run '{original.RunId}' trained no model, so there is nothing to reproduce.");
        var definition = await content.GetJsonAsync<PipelineDefinition>(original.Definition, cancellation);
        var now = time.GetUtcNow();
        await manifests.OpenAsync(
            original with
            {
                RunId = request.RunId,
                State = RunState.Running,
                Outcome = null,
                StartedBy = request.StartedBy,
                StartedAt = now,
                EndedAt = null,
                CodeVersion = CodeVersion.Current,
                Environment = null,
                Model = null,
                Metrics = null,
                Cached = null,
                Search = null,
                OverridableUntil = null,
                Evidence = null,
                Version = null,
                ReproductionOf = original.RunId,
                Identical = null,
                Remarks = null,
                Decisions = [],
                Steps =
                [
                    new()
                    {
                        Key = "started",
                        Stage = Stage.Intake,
                        What = $"reproduction of {original.RunId}, started by {request.StartedBy}",
                        At = now,
                    },
                ],
            },
            cancellation
        );
        // From the manifest, not from the definition of the day: these are what the model was made with.
        var settings = definition.Training with
        {
            Recipe = original.Recipe ?? definition.Training.Recipe,
            Parameters = original.Parameters ?? definition.Training.Parameters,
            Seed = original.Seed ?? definition.Training.Seed,
            Threads = original.Threads ?? definition.Training.Threads,
            Search = null,
        };
        return new()
        {
            OriginalModel = model,
            Training = new()
            {
                RunId = request.RunId,
                JobId = $"{request.RunId}-1",
                Dataset = original.Window ?? original.Dataset,
                Data = definition.Data,
                Settings = settings,
                Split = original.Split,
                Holdout = definition.Evaluation.Holdout,
                HoldoutSalt = definition.Evaluation.Salt,
            },
        };
    }
}
