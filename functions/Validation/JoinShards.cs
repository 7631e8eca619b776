using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
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
    SplitStore splits,
    LandingZone landing,
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

        var champion = await models.ChampionAsync(request.Pipeline, cancellation);
        var baseline = champion is null ? null : await content.GetJsonAsync<DatasetProfile>(champion.Profile, cancellation);
        var report = BatchReport.Join(request.RunId, definition, request.Batch, shards, baseline, BatchFiles.Of(dataset));
        var outcome = await KeepAsync(request, definition, report, cancellation);
        if (outcome.Accepted)
        {
            await batches.AddAsync(
                request.Pipeline,
                new()
                {
                    Batch = request.Batch,
                    Content = dataset.ContentDigest(),
                    Dataset = request.Dataset,
                    Definition = request.Definition,
                    RunId = request.RunId,
                    Rows = outcome.Rows,
                    At = (await manifests.GetAsync(request.RunId, cancellation)).StartedAt,
                },
                cancellation
            );
        }

        return outcome;
    }

    private async Task<ValidationOutcome> KeepAsync(
        JoinRequest request,
        PipelineDefinition definition,
        ValidationReport report,
        CancellationToken cancellation
    )
    {
        var digest = await content.PutJsonAsync(report, cancellation);
        Digest? profile = report is { Accepted: true, Profile: { } known } ? await content.PutJsonAsync(known, cancellation) : null;
        // Done again, it has the split that it had: another run may have stated another one since.
        Digest? split = !report.Accepted
            ? null
            : (await manifests.GetAsync(request.RunId, cancellation)).Split
                ?? await splits.FreezeAsync(request.Pipeline, definition, cancellation);
        if (!report.Accepted)
        {
            await documents.CreateAsync(StorageLayout.Runs, StorageLayout.Quarantine(request.RunId), report, cancellation);
        }

        await manifests.ChangeAsync(
            request.RunId,
            manifest => manifest with { Validation = digest, Profile = profile, Split = split },
            cancellation
        );
        var broken = report.Violations.Where(violation => violation.Rejects).ToList();
        if (!report.Accepted)
        {
            // An alert in Azure asks the logs for these words.
            log.LogWarning(
                "Quarantined batch {Batch} of {Pipeline}, run {RunId}, for {Rules}",
                request.Batch,
                request.Pipeline,
                request.RunId,
                string.Join(", ", broken.Select(violation => violation.Rule).Distinct())
            );
            await landing.WriteMarkerAsync(
                request.Pipeline,
                request.Batch,
                LandingZone.ProblemNote,
                RejectionNote.Of(report),
                cancellation
            );
        }

        return new()
        {
            Accepted = report.Accepted,
            Rows = report.Rows,
            Report = digest,
            Profile = profile,
            Split = split,
            Reasons =
            [
                .. broken.Take(ShownReasons).Select(violation => violation.Message.TrimEnd('.')),
                .. broken.Count > ShownReasons ? [$"and {broken.Count - ShownReasons} more"] : Array.Empty<string>(),
            ],
        };
    }
}
