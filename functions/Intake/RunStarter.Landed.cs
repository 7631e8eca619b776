using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Intake;
using ServerlessML.Workflows;

namespace ServerlessML.Functions.Intake;

/// <summary>The part that triggers use: what they tell may be told again, late, and after the definition has changed.</summary>
public sealed partial class RunStarter
{
    /// <summary>The time in which nothing may change in a batch whose marker came before its files.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    /// <summary>Starts the run of a batch whose marker has landed.</summary>
    public async Task<StartedRun> StartMarkedAsync(
        DurableTaskClient client,
        string pipeline,
        string batch,
        Starter startedBy,
        CancellationToken cancellation
    )
    {
        var landed = await landing.LookAsync(pipeline, batch, cancellation);
        var taken = Taken(pipeline, batch, landed, landed.Marker);
        var seen = await landing.TakenAsync(pipeline, batch, cancellation);
        return
            seen is not null && IsSame(seen, taken) && await AgainAsync(client, pipeline, batch, startedBy, seen, cancellation) is { } run
            ? run
            : await StartLandedAsync(client, pipeline, batch, startedBy, landed, taken, cancellation);
    }

    /// <summary>Starts the run of a batch that has been quiet for long enough, unless it was taken as it is.</summary>
    /// <returns>Null where it was taken before.</returns>
    public async Task<StartedRun?> StartQuietAsync(
        DurableTaskClient client,
        string pipeline,
        string batch,
        Starter startedBy,
        LandedBatch landed,
        CancellationToken cancellation
    )
    {
        var taken = Taken(pipeline, batch, landed, null);
        return (await landing.TakenAsync(pipeline, batch, cancellation))?.Files == taken.Files
            ? null
            : await StartLandedAsync(client, pipeline, batch, startedBy, landed, taken, cancellation);
    }

    /// <summary>Whether a batch waits for a definition, or for its files: what was rejected does not.</summary>
    public async Task<bool> WaitsAsync(string pipeline, string batch, CancellationToken cancellation) =>
        await landing.ReadMarkerAsync(pipeline, batch, LandingZone.ProblemNote, cancellation) is { } note
        && note.StartsWith(NotStarted, StringComparison.Ordinal)
        && await landing.HasMarkerAsync(pipeline, batch, StorageLayout.CompleteMarker, cancellation);

    private async Task<StartedRun> StartLandedAsync(
        DurableTaskClient client,
        string pipeline,
        string batch,
        Starter startedBy,
        LandedBatch landed,
        TakenBatch taken,
        CancellationToken cancellation
    )
    {
        var (request, problem) = await RequestAsync(client, pipeline, batch, startedBy, landed, null, cancellation);
        if (request is null)
        {
            return new() { Problem = problem };
        }

        taken = taken with { RunId = request.RunId, Definition = request.Definition, Dataset = request.Dataset };
        if (await EarlierAsync(client, request.RunId, cancellation) is not { } earlier)
        {
            // Before the start: whoever tells of the same landing from now on starts this run and no other.
            await landing.TakeAsync(pipeline, batch, taken, cancellation);
            await RemoveNotesAsync(pipeline, batch, landed, cancellation);
            var isNew = await ScheduleOnceAsync(client, nameof(ModelLifecycle), request.RunId, request, cancellation);
            await EndWaitAsync(pipeline, batch, taken, cancellation);
            // The same files as two batches at once: one of them has the run, and the other is told.
            if (await EarlierAsync(client, request.RunId, cancellation) is { } other && other.Batch != batch)
            {
                await landing.WriteMarkerAsync(pipeline, batch, LandingZone.Note, $"{other.Told()}\n", cancellation);
                return Answered(request, isNew: false) with { Note = other.Told() };
            }

            return Answered(request, isNew);
        }

        // Another delivery of the same event may have started it between the looks.
        var seen = await landing.TakenAsync(pipeline, batch, cancellation);
        if (seen is null || !IsSame(seen, taken))
        {
            // Quiet is nobody's word: there is nobody to answer where the batch has its run.
            if (taken.Marker is not null || earlier.Batch != batch)
            {
                await landing.WriteMarkerAsync(pipeline, batch, LandingZone.Note, $"{earlier.Told()}\n", cancellation);
                await RemoveWaitingNoteAsync(pipeline, batch, cancellation);
            }

            await landing.TakeAsync(pipeline, batch, taken, cancellation);
        }

        await EndWaitAsync(pipeline, batch, taken, cancellation);
        return Answered(request, isNew: false) with { Note = earlier.Told() };
    }

    // The same landing, told again: its run as it was to be started, in case that whoever took it did not come to the start.
    private async Task<StartedRun?> AgainAsync(
        DurableTaskClient client,
        string pipeline,
        string batch,
        Starter startedBy,
        TakenBatch seen,
        CancellationToken cancellation
    )
    {
        if (seen is not { RunId: { } run, Definition: { } definition, Dataset: { } dataset })
        {
            return null;
        }

        var request = new LifecycleRequest
        {
            RunId = run,
            Pipeline = pipeline,
            Batch = batch,
            Definition = definition,
            Dataset = dataset,
            StartedBy = startedBy.Name,
            StartedById = startedBy.Id,
        };
        var isNew =
            await EarlierAsync(client, run, cancellation) is null
            && await ScheduleOnceAsync(client, nameof(ModelLifecycle), run, request, cancellation);
        await EndWaitAsync(pipeline, batch, seen, cancellation);
        return Answered(request, isNew);
    }

    private static TakenBatch Taken(string pipeline, string batch, LandedBatch landed, string? marker) =>
        new() { Files = landed.Listing(StorageLayout.Batch(pipeline, batch)), Marker = marker };

    private static bool IsSame(TakenBatch one, TakenBatch other) => one.Files == other.Files && one.Marker == other.Marker;

    // Files that come later still belong to a batch that waited; the marker, put last, ends that.
    private Task EndWaitAsync(string pipeline, string batch, TakenBatch taken, CancellationToken cancellation) =>
        taken.Marker is null ? Task.CompletedTask : landing.EndWaitAsync(pipeline, batch, cancellation);

    private async Task RemoveNotesAsync(string pipeline, string batch, LandedBatch landed, CancellationToken cancellation)
    {
        foreach (var note in landed.InnerNotes.Concat([LandingZone.ProblemNote, LandingZone.Note]))
        {
            await landing.RemoveMarkerAsync(pipeline, batch, note, cancellation);
        }
    }

    private async Task RemoveWaitingNoteAsync(string pipeline, string batch, CancellationToken cancellation)
    {
        if (
            (await landing.ReadMarkerAsync(pipeline, batch, LandingZone.ProblemNote, cancellation))?.StartsWith(
                NotStarted,
                StringComparison.Ordinal
            ) == true
        )
        {
            await landing.RemoveMarkerAsync(pipeline, batch, LandingZone.ProblemNote, cancellation);
        }
    }

    // The marker came first, or what came with it holds no rows.
    private async Task<string> WaitAsync(
        string pipeline,
        string batch,
        PipelineDefinition definition,
        LandedBatch landed,
        DatasetManifest manifest,
        CancellationToken cancellation
    )
    {
        var quiet = definition.Landing.CompleteAfterQuiet ?? Settled;
        var beside = manifest.PassedOver is { } over ? $" Beside it there are only {LandingText.PassedOver(over)}." : "";
        var problem =
            $"_SUCCESS is there, but none of the batch's files.{beside} Land the files (they may still come: the batch then starts by "
            + $"itself, when nothing has changed for {quiet.TotalSeconds:0} s); of the next batch land _SUCCESS last, when all files are there";
        if (landed.Marker is null)
        {
            return "the batch has no files with rows";
        }

        log.LogWarning("Batch {Pipeline}/{Batch} was not started: {Problem}", pipeline, batch, problem);
        // The mark first: a note without it would promise what nobody does.
        await landing.WaitAsync(pipeline, batch, cancellation);
        await landing.WriteMarkerAsync(pipeline, batch, LandingZone.ProblemNote, $"{NotStarted}{problem}.\n", cancellation);
        return problem;
    }
}
