using System.Net;
using System.Text.Json;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Api;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Identity;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Pipelines;

/// <summary>
/// Puts a pipeline's definition. Its policy is changed only by the roles that the policy in force names, and what was changed, by whom, is
/// in the audit log.
/// </summary>
public sealed class DefinitionChange(PipelineStore pipelines, ContentStore content, AuditLog audit, TimeProvider time)
{
    private const int MostRaces = 10;
    private const int LongestText = 2000;

    /// <param name="definition">What the text says.</param>
    /// <param name="text">As the person wrote it.</param>
    /// <param name="ifMatch">The tag of the definition that this one replaces; null to replace any.</param>
    /// <param name="caller">Who puts it.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The new tag, or null when the stored definition is another than expected.</returns>
    /// <exception cref="ApiException">The caller may not change the policy so.</exception>
    public async Task<string?> PutAsync(
        PipelineDefinition definition,
        string text,
        string? ifMatch,
        Caller caller,
        CancellationToken cancellation
    )
    {
        for (var race = 0; race < MostRaces; race++)
        {
            var (tag, untold) = await pipelines.MarkAsync(definition.Name, cancellation);
            await TellAsync(untold, cancellation);
            var stored = await StoredAsync(definition.Name, cancellation);
            var fields = Require(caller, stored?.Definition, tag is not null, definition);
            // Written with it: whoever finds it untold tells it, should this host be killed in between.
            Digest? change =
                stored?.Definition.Digest() == definition.Digest()
                    ? null
                    : await content.PutJsonAsync(await EventAsync(definition, fields, caller, cancellation), cancellation);
            // Judged against this very one: whoever changes the policy in between has this judged again.
            if (
                (stored is null || stored.Tag == tag)
                && await pipelines.PutAsync(definition, text, ifMatch ?? tag, isNew: tag is null, change, cancellation) is { } put
            )
            {
                await TellAsync(change, cancellation);
                return put;
            }

            if (ifMatch is not null)
            {
                return null;
            }
        }

        throw ApiException.Conflict($"The definition of '{definition.Name}' is being changed by others. Put yours again.");
    }

    /// <summary>Puts the last change of a definition into the audit log, unless it is there: its writer may have been killed.</summary>
    public async Task TellAsync(string pipeline, CancellationToken cancellation)
    {
        var (_, untold) = await pipelines.MarkAsync(pipeline, cancellation);
        await TellAsync(untold, cancellation);
    }

    private async Task<StoredPipeline?> StoredAsync(string pipeline, CancellationToken cancellation)
    {
        try
        {
            return await pipelines.FindAsync(pipeline, cancellation);
        }
        catch (PipelineFormatException)
        {
            // One of before a rule that it breaks: what its policy was is not known.
            return null;
        }
    }

    private static IReadOnlyList<DifferentField> Require(
        Caller caller,
        PipelineDefinition? stored,
        bool isThere,
        PipelineDefinition definition
    )
    {
        if (definition.Approval.Approvals == 0 && stored?.Approval.Approvals != 0 && !caller.Roles.Contains(Role.Operator))
        {
            throw Forbidden(
                caller,
                "'approval.approvals: 0' lets every candidate that passes the gate into production without a signature",
                [Role.Operator]
            );
        }

        var changers = stored?.Approval.ChangedBy ?? ApprovalPolicy.UsualChangers;
        if (isThere && stored is null && !caller.Roles.Any(changers.Contains))
        {
            throw Forbidden(caller, "the stored definition cannot be read, so that its policy is not known", changers);
        }

        var fields = stored is null ? [] : PolicyDifference.Between(stored, definition);
        return fields.Count == 0 || caller.Roles.Any(changers.Contains)
            ? fields
            : throw Forbidden(caller, $"this definition changes the pipeline's policy ({Short(PolicyDifference.Text(fields))})", changers);
    }

    private static ApiException Forbidden(Caller caller, string what, IReadOnlyList<string> needed) =>
        new(
            HttpStatusCode.Forbidden,
            "Forbidden",
            $"'{caller.Name}' has the roles [{string.Join(", ", caller.Roles)}], and {what}: this needs one of "
                + $"[{string.Join(", ", needed)}]."
        );

    private async Task<AuditEvent> EventAsync(
        PipelineDefinition definition,
        IReadOnlyList<DifferentField> fields,
        Caller caller,
        CancellationToken cancellation
    ) =>
        audit.Promise(
            new()
            {
                Pipeline = definition.Name,
                // Of this write: an old document that is put back with its mark has been told.
                Key = $"{definition.Name}:define:{Guid.NewGuid():N}",
                Action = fields.Count > 0 ? ApprovalAction.Policy : ApprovalAction.Define,
                Who = caller.Name,
                WhoId = caller.ObjectId,
                Role = string.Join(", ", caller.Roles),
                Evidence = await content.PutJsonAsync(definition, cancellation),
                Comment = fields.Count > 0 ? Short(PolicyDifference.Text(fields)) : null,
                At = time.GetUtcNow(),
            }
        );

    private async Task TellAsync(Digest? change, CancellationToken cancellation)
    {
        if (change is { } known && await PromisedAsync(known, cancellation) is { } promised)
        {
            await audit.EnsureAsync(promised, cancellation);
        }
    }

    // A mark that names nothing, or something else, was put there, or left by a copy of the document alone: it must hinder nobody's change.
    private async Task<AuditEvent?> PromisedAsync(Digest change, CancellationToken cancellation)
    {
        try
        {
            return await content.GetJsonAsync<AuditEvent>(change, cancellation);
        }
        catch (Exception odd) when (odd is JsonException or ContentMissingException or DigestMismatchException)
        {
            return null;
        }
    }

    private static string Short(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}…";
}
