using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Functions.Intake;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Functions.Validation;

/// <summary>
/// Joins the shards' reports, compares the batch with the champion's training data, quarantines what breaks a rule, and freezes the split
/// of what breaks none.
/// </summary>
public sealed class JoinShards(
    ContentStore content,
    DocumentStore documents,
    RunManifests manifests,
    ModelRegistry models,
    BatchStore batches,
    SchemaStore schemas,
    BatchKeeper keeper,
    LandingZone landing,
    TimeProvider time,
    ILogger<JoinShards> log
)
{
    private const int ShownReasons = 5;

    [Function(nameof(JoinShards))]
    public async Task<ValidationOutcome> RunAsync([ActivityTrigger] JoinRequest request, CancellationToken cancellation)
    {
        var definition = await content.GetJsonAsync<PipelineDefinition>(request.Definition, cancellation);
        var dataset = await content.GetJsonAsync<DatasetManifest>(request.Dataset, cancellation);
        List<ShardReport> shards = [];
        foreach (var shard in request.Shards)
        {
            shards.Add(await content.GetJsonAsync<ShardReport>(shard, cancellation));
        }

        var reference = await models.ReferenceAsync(request.Pipeline, cancellation);
        var baseline = reference is null ? null : await content.GetJsonAsync<DatasetProfile>(reference.Profile, cancellation);
        var itself = dataset.ContentDigest();
        var report = BatchReport.Join(
            request.RunId,
            definition,
            request.Batch,
            shards,
            baseline,
            new()
            {
                Beside = BatchFiles.Of(dataset),
                Earlier =
                [
                    .. (await batches.FindAsync(request.Pipeline, cancellation)).Batches.TakeWhile(batch => batch.Content != itself),
                ],
                Unique = await UniqueAsync(request, definition, shards, cancellation),
                Schema = await schemas.FindAsync(request.Pipeline, cancellation),
            }
        );
        var digest = await content.PutJsonAsync(report, cancellation);
        var outcome = new ValidationOutcome
        {
            Accepted = report.Accepted,
            Rows = report.Rows,
            Report = digest,
        };
        if (!report.Accepted)
        {
            return await QuarantineAsync(definition, report, outcome, cancellation);
        }

        var (profile, split) = await keeper.KeepAsync(new(report, digest, request.Definition, request.Dataset), null, cancellation);
        return outcome with { Profile = profile, Split = split };
    }

    // What is unique in each file may be there in another one too.
    private async Task<IReadOnlyList<ExpectationTally>?> UniqueAsync(
        JoinRequest request,
        PipelineDefinition definition,
        IReadOnlyList<ShardReport> shards,
        CancellationToken cancellation
    )
    {
        if (!AsksAcrossFiles(definition, shards))
        {
            return null;
        }

        using var batch = await LocalBatch.OfAsync(content, request.Dataset, cancellation);
        return Unique(batch.Files, definition, shards);
    }

    /// <summary>Counts what has to be unique over all files; null where one file has all rows, or nothing has to be.</summary>
    internal static IReadOnlyList<ExpectationTally>? Unique(
        IReadOnlyList<LocalDataFile> files,
        PipelineDefinition definition,
        IReadOnlyList<ShardReport> shards
    )
    {
        var filled = Filled(shards);
        return AsksAcrossFiles(definition, shards)
            ? UniqueRows.Count(
                [.. files.Where(file => filled.Contains(file.Name))],
                definition.Data.Whole,
                definition.Validation.Expectations!
            )
            : null;
    }

    private static HashSet<string> Filled(IReadOnlyList<ShardReport> shards) =>
        shards.Where(shard => shard.Rows > 0).Select(shard => shard.File).ToHashSet(StringComparer.Ordinal);

    private static bool AsksAcrossFiles(PipelineDefinition definition, IReadOnlyList<ShardReport> shards) =>
        UniqueRows.IsAskedFor(definition.Validation.Expectations)
        && Filled(shards).Count > 1
        && !shards.Any(shard => shard is { Profile: null, Violations.Count: > 0 });

    private async Task<ValidationOutcome> QuarantineAsync(
        PipelineDefinition definition,
        ValidationReport report,
        ValidationOutcome outcome,
        CancellationToken cancellation
    )
    {
        var broken = report.Violations.Where(violation => violation.Rejects).ToList();
        var obstacle = Overridable.Obstacle(report, definition);
        DateTimeOffset? until = definition.Validation.Override is { } policy && obstacle is null ? time.GetUtcNow() + policy.Wait : null;
        await documents.CreateAsync(StorageLayout.Runs, StorageLayout.Quarantine(report.RunId), report, cancellation);
        var run = await manifests.ChangeAsync(
            report.RunId,
            manifest =>
                manifest with
                {
                    Validation = outcome.Report,
                    Profile = null,
                    Split = null,
                    // Done again, it waits as long as it did.
                    OverridableUntil = until is null ? null : manifest.OverridableUntil ?? until,
                },
            cancellation
        );
        // An alert in Azure asks the logs for these words.
        log.LogWarning(
            "Quarantined batch {Batch} of {Pipeline}, run {RunId}, for {Rules}",
            report.Batch,
            report.Pipeline,
            report.RunId,
            string.Join(", ", broken.Select(violation => violation.Rule).Distinct())
        );
        await landing.WriteMarkerAsync(
            report.Pipeline,
            report.Batch,
            LandingZone.ProblemNote,
            RejectionNote.Of(report, outcome.Report, definition.Validation.Override, run.OverridableUntil, obstacle),
            cancellation
        );
        return outcome with
        {
            OverridableUntil = run.OverridableUntil,
            Reasons =
            [
                .. broken.Take(ShownReasons).Select(violation => violation.Message.TrimEnd('.')),
                .. broken.Count > ShownReasons ? [$"and {broken.Count - ShownReasons} more"] : Array.Empty<string>(),
            ],
        };
    }
}
