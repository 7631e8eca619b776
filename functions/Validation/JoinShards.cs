using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Functions.Validation;

/// <summary>Joins the shards' reports, compares the batch with the champion's training data, and quarantines what breaks a rule.</summary>
public sealed class JoinShards(ContentStore content, DocumentStore documents, RunManifests manifests, ModelRegistry models, ILogger<JoinShards> log)
{
    private const int ShownReasons = 5;

    [Function(nameof(JoinShards))]
    public async Task<ValidationOutcome> RunAsync([ActivityTrigger] JoinRequest request, CancellationToken cancellation)
    {
        var definition = await content.GetJsonAsync<PipelineDefinition>(request.Definition, cancellation);
        var dataset = await content.GetJsonAsync<DatasetManifest>(request.Dataset, cancellation);
        List<ShardReport> shards = [.. dataset.Unreadable.Select(WrongFormat)];
        foreach (var shard in request.Shards)
        {
            shards.Add(await content.GetJsonAsync<ShardReport>(shard, cancellation));
        }

        var champion = await models.ChampionAsync(request.Pipeline, cancellation);
        var baseline = champion is null ? null : await content.GetJsonAsync<DatasetProfile>(champion.Profile, cancellation);
        var report = BatchReport.Join(request.RunId, definition, request.Batch, shards, baseline);
        return await KeepAsync(request, report, cancellation);
    }

    private async Task<ValidationOutcome> KeepAsync(JoinRequest request, ValidationReport report, CancellationToken cancellation)
    {
        var digest = await content.PutJsonAsync(report, cancellation);
        Digest? profile = report is { Accepted: true, Profile: { } known } ? await content.PutJsonAsync(known, cancellation) : null;
        if (!report.Accepted)
        {
            await documents.CreateAsync(StorageLayout.Runs, StorageLayout.Quarantine(request.RunId), report, cancellation);
        }

        await manifests.ChangeAsync(request.RunId, manifest => manifest with { Validation = digest, Profile = profile }, cancellation);
        var broken = report.Violations.Where(violation => violation.Rejects).ToList();
        if (!report.Accepted)
        {
            // An alert in Azure asks the logs for these words.
            log.LogWarning("Quarantined batch {Batch} of {Pipeline}, run {RunId}, for {Rules}", request.Batch, request.Pipeline, request.RunId, string.Join(", ", broken.Select(violation => violation.Rule).Distinct()));
        }

        return new()
        {
            Accepted = report.Accepted,
            Rows = report.Rows,
            Report = digest,
            Profile = profile,
            Reasons =
            [
                .. broken.Take(ShownReasons).Select(violation => $"{violation.File}: {violation.Message}"),
                .. broken.Count > ShownReasons ? [$"and {broken.Count - ShownReasons} more"] : Array.Empty<string>(),
            ],
        };
    }

    private static ShardReport WrongFormat(string file) => new()
    {
        File = file,
        Rows = 0,
        Violations =
        [
            new() { File = file, Rule = "format", Count = 1, Message = "The file's name ends in none of .parquet, .csv, .ndjson and .jsonl. Land it in one of these formats." },
        ],
    };
}
