using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Intake;

/// <summary>Makes the dataset of a training window: the files of earlier accepted batches, then the run's own.</summary>
public sealed class WindowMaker(ContentStore content, BatchStore batches, TimeProvider time)
{
    /// <param name="pipeline">Whose batches.</param>
    /// <param name="definition">The run's; its window must be set.</param>
    /// <param name="batch">The name of the run's own batch.</param>
    /// <param name="own">Its manifest.</param>
    /// <param name="dataset">The manifest's digest.</param>
    /// <param name="now">When the run began.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<MadeWindow> MakeAsync(
        string pipeline,
        PipelineDefinition definition,
        string batch,
        DatasetManifest own,
        Digest dataset,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var accepted = (await batches.FindAsync(pipeline, cancellation)).Batches;
        List<(string Batch, Digest Dataset, DatasetManifest Manifest)> parts = [];
        List<LeftOutBatch> leftOut = [];
        foreach (var earlier in definition.Training.Window!.Before(accepted, own.ContentDigest(), now))
        {
            var manifest = await content.GetJsonAsync<DatasetManifest>(earlier.Dataset, cancellation);
            if (await WhyUnfitAsync(earlier, manifest, definition, cancellation) is { } reason)
            {
                leftOut.Add(new(earlier.Batch, reason));
            }
            else
            {
                parts.Add((earlier.Batch, earlier.Dataset, manifest));
            }
        }

        parts.Add((batch, dataset, own));
        List<DataFile> files =
        [
            .. parts.SelectMany(
                (part, place) => part.Manifest.Files.Select(file => file with { Name = $"{part.Batch}/{file.Name}", Place = place })
            ),
        ];
        // A batch that landed again with more files has its earlier ones once more: of equal files the newest batch's counts.
        var newest = files.GroupBy(LandingZone.Same).ToDictionary(same => same.Key, same => same.Last());
        var copies = files
            .Where(file => newest[LandingZone.Same(file)].Place > file.Place)
            .Select(file => new FileCopy(file.Name, newest[LandingZone.Same(file)].Name))
            .ToList();
        var window = new DatasetManifest
        {
            Pipeline = pipeline,
            Files = [.. files.Where(file => newest[LandingZone.Same(file)].Place == file.Place)],
            Copies = copies.Count > 0 ? copies : null,
            Window = [.. parts.Select(part => new WindowPart(part.Batch, part.Dataset))],
            LeftOut = leftOut,
        };
        return new(await content.PutJsonAsync(window, cancellation), window);
    }

    // Under the same contract it was accepted already; under another its files are held against this one, as they were when they landed.
    private async Task<string?> WhyUnfitAsync(
        AcceptedBatch batch,
        DatasetManifest manifest,
        PipelineDefinition definition,
        CancellationToken cancellation
    )
    {
        var before = await content.GetJsonAsync<PipelineDefinition>(batch.Definition, cancellation);
        if (Needs(before) == Needs(definition))
        {
            return null;
        }

        var missing = definition.Data.Columns.Where(column => column.MaxMissing > 0).Select(column => column.Name).ToList();
        List<ShardReport> shards = [];
        foreach (var file in manifest.Files)
        {
            using var copy = await LocalCopy.OfAsync(content, file.Digest, file.Format.Extension(), cancellation);
            shards.Add(
                ShardValidator.Validate(
                    new(copy.Path, file.Name, file.Format),
                    definition.Data.Trained,
                    definition.Validation,
                    time,
                    split: definition.Evaluation.Split
                )
            );
        }

        return BatchRules
            .Check(shards, definition.Data.Trained, definition.Validation, definition.Evaluation.Split)
            .FirstOrDefault(violation => Rejects(violation, missing))
            ?.Message;
    }

    // What a file must have for it.
    private static Digest Needs(PipelineDefinition definition) =>
        CanonicalJson.DigestOf(new { definition.Data, definition.Evaluation.Split });

    private static bool Rejects(RuleViolation violation, List<string> missing) =>
        violation.Rejects
        && violation.Rule != "rows"
        && !(violation.Rule == "column-missing" && violation.Column is { } column && missing.Contains(column));
}
