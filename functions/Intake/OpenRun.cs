using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Runs;
using ServerlessML.Storage;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Intake;

namespace ServerlessML.Functions.Intake;

/// <summary>Opens the run's manifest and reads what the run is about.</summary>
public sealed class OpenRun(ContentStore content, RunManifests manifests, WindowMaker windows, TimeProvider time)
{
    [Function(nameof(OpenRun))]
    public async Task<OpenedRun> RunAsync([ActivityTrigger] LifecycleRequest request, CancellationToken cancellation)
    {
        var definition = await content.GetJsonAsync<PipelineDefinition>(request.Definition, cancellation);
        var dataset = await content.GetJsonAsync<DatasetManifest>(request.Dataset, cancellation);
        var now = time.GetUtcNow();
        var window = definition.Training.Window is null
            ? null
            : await windows.MakeAsync(request.Pipeline, definition, request.Batch, dataset, request.Dataset, now, cancellation);
        // Of a search, recipe and parameters are known when it has a winner.
        var settled = definition.Training.Search is null;
        await manifests.OpenAsync(
            new()
            {
                RunId = request.RunId,
                Pipeline = request.Pipeline,
                Batch = request.Batch,
                StartedBy = request.StartedBy,
                StartedById = request.StartedById,
                StartedAt = now,
                CodeVersion = CodeVersion.Current,
                Definition = request.Definition,
                Dataset = request.Dataset,
                Window = window?.Dataset,
                Recipe = settled ? definition.Training.Recipe : null,
                Parameters = settled ? definition.Training.Parameters : null,
                Seed = definition.Training.Seed,
                Threads = definition.Training.Threads,
                Steps =
                [
                    new()
                    {
                        Key = "started",
                        Stage = Stage.Intake,
                        What = $"started by {request.StartedBy}",
                        At = now,
                    },
                    .. window is null
                        ? Array.Empty<ManifestStep>()
                        :
                        [
                            new()
                            {
                                Key = "window",
                                Stage = Stage.Intake,
                                What = window.Text,
                                At = now,
                            },
                        ],
                ],
            },
            cancellation
        );
        return new()
        {
            Definition = definition,
            Files = dataset.Files,
            // Fixed when the run was opened first: batches that were accepted since belong to later runs.
            Window = window is null ? null : (await manifests.GetAsync(request.RunId, cancellation)).Window,
            SharesTraining = definition.Training.Cache ?? true,
            QueuesApart = true,
            ReleasesApart = true,
            KeepsRejected = true,
            TellsOfRollouts = true,
            BarsUnknownStarters = true,
            CountsByObjectId = true,
        };
    }
}
