using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Identity;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Validation;

/// <summary>Shows where a run's batch is not as its pipeline's schema has it, and changes the schema by a person's word.</summary>
public sealed class SchemaAcceptance(SchemaStore schemas, RunManifests manifests, ContentStore content, AuditLog audit, TimeProvider time)
{
    /// <exception cref="RefusedException">The pipeline has no schema yet.</exception>
    public async Task<DataSchema> ShownAsync(string pipeline, CancellationToken cancellation) =>
        await schemas.FindAsync(pipeline, cancellation)
        ?? throw RefusedException.NotFound($"The pipeline '{pipeline}' has no schema yet. Its first accepted batch makes one.");

    /// <exception cref="RefusedException">There is no schema or no such run of the pipeline, or its batch could not be read.</exception>
    public async Task<IReadOnlyList<SchemaDifference>> DifferencesAsync(string pipeline, string runId, CancellationToken cancellation) =>
        (await CompareAsync(await ShownAsync(pipeline, cancellation), runId, cancellation)).Differences;

    /// <param name="pipeline">Whose schema.</param>
    /// <param name="wanted">The version that was seen, the run, why, and whose differences; null for all columns.</param>
    /// <param name="caller">Who says so.</param>
    /// <param name="id">Names the command: given twice it is one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusedException">The schema is another version, or there is nothing to accept; says so with its state.</exception>
    public async Task<DataSchema> AcceptAsync(
        string pipeline,
        (int Version, string RunId, string Reason, IReadOnlyList<string>? Columns) wanted,
        Caller caller,
        string id,
        CancellationToken cancellation
    )
    {
        var schema = await ShownAsync(pipeline, cancellation);
        await TellAsync(schema, cancellation);
        if (schema.Changes.Any(change => change.Id == id))
        {
            return schema;
        }

        if (schema.Version != wanted.Version)
        {
            throw Refused(
                schema,
                $"You saw version {wanted.Version} of the schema of '{pipeline}', which is now {schema.Version}. Look again."
            );
        }

        var batch = await CompareAsync(schema, wanted.RunId, cancellation);
        var accepted = Chosen(schema, batch.Differences, wanted.Columns);
        var change = new SchemaChange
        {
            Version = schema.Version + 1,
            At = time.GetUtcNow(),
            By = caller.Name,
            ById = caller.ObjectId,
            Role = string.Join(", ", caller.Roles),
            Reason = wanted.Reason,
            RunId = wanted.RunId,
            What = [.. accepted.Select(difference => $"'{difference.Column}': {difference.Change}")],
            Id = id,
            Before = await content.PutJsonAsync(schema, cancellation),
        };
        change = change with { Seal = audit.Promise(EventOf(pipeline, change)).Seal };
        var next = SchemaComparison.Accepting(schema, accepted, batch.Definition.Data, batch.Profile) with
        {
            Version = change.Version,
            Changes = [.. schema.Changes.Append(change).TakeLast(DataSchema.MostChanges)],
        };
        var put = await schemas.ReplaceAsync(next, cancellation);
        if (put.Changes.All(known => known.Id != id))
        {
            throw Refused(put, $"Somebody else changed the schema of '{pipeline}' meanwhile. Look again.");
        }

        await TellAsync(put, cancellation);
        return put;
    }

    /// <summary>Puts the last change of a schema into the audit log, unless it is there: its writer may have been killed.</summary>
    public async Task TellAsync(string pipeline, CancellationToken cancellation)
    {
        if (await schemas.FindAsync(pipeline, cancellation) is { } schema)
        {
            await TellAsync(schema, cancellation);
        }
    }

    private async Task<(IReadOnlyList<SchemaDifference> Differences, PipelineDefinition Definition, DatasetProfile Profile)> CompareAsync(
        DataSchema schema,
        string runId,
        CancellationToken cancellation
    )
    {
        var run = await manifests.ShownAsync(runId, cancellation);
        if (run.Pipeline != schema.Pipeline)
        {
            throw RefusedException.NotFound($"The pipeline '{schema.Pipeline}' has no run '{runId}': that is one of '{run.Pipeline}'.");
        }

        var report = run.Validation is { } digest ? await content.GetJsonAsync<ValidationReport>(digest, cancellation) : null;
        if (report?.Profile is not { } profile)
        {
            throw Refused(schema, $"The batch of run '{runId}' has no profile: it was not validated, or it could not be read.");
        }

        var definition = await content.GetJsonAsync<PipelineDefinition>(run.Definition, cancellation);
        return (SchemaComparison.Between(schema, definition.Data, profile, SchemaInference.Extra(report.Violations)), definition, profile);
    }

    private static IReadOnlyList<SchemaDifference> Chosen(
        DataSchema schema,
        IReadOnlyList<SchemaDifference> differences,
        IReadOnlyList<string>? columns
    )
    {
        if (columns?.FirstOrDefault(name => differences.All(difference => difference.Column != name)) is { } other)
        {
            throw Refused(
                schema,
                $"Column '{other}' is as version {schema.Version} of the schema has it. "
                    + (
                        differences.Count == 0
                            ? "So are all others."
                            : $"Others are not: {string.Join(", ", differences.Select(difference => $"'{difference.Column}'"))}."
                    )
            );
        }

        var chosen = differences.Where(difference => columns?.Contains(difference.Column) != false).ToList();
        return chosen.Count > 0
            ? chosen
            : throw Refused(schema, $"The batch is as version {schema.Version} of the schema has it: there is nothing to accept.");
    }

    // Those before it were told before it was made.
    private async Task TellAsync(DataSchema schema, CancellationToken cancellation)
    {
        if (schema.Changes is not [.., { Id: not null } change])
        {
            return;
        }

        await audit.EnsureAsync(EventOf(schema.Pipeline, change), cancellation);
    }

    private static AuditEvent EventOf(string pipeline, SchemaChange change) =>
        new()
        {
            Pipeline = pipeline,
            Key = KeyOf(pipeline, change.Version),
            Action = ApprovalAction.Schema,
            Who = change.By,
            WhoId = change.ById,
            Role = change.Role,
            RunId = change.RunId,
            Evidence = change.Before,
            Comment = $"version {change.Version}: {change.Reason}",
            At = change.At,
            Seal = change.Seal,
        };

    /// <summary>Names a change in the audit log.</summary>
    public static string KeyOf(string pipeline, int version) => $"{pipeline}:schema:{version}";

    private static RefusedException Refused(DataSchema schema, string reason) =>
        new(Refusal.Conflict, reason)
        {
            More = new Dictionary<string, object>
            {
                ["current"] = new { schema.Version, Last = schema.Changes is [.., var last] ? last with { What = [] } : null },
            },
        };
}
