using Microsoft.DurableTask.Client;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions.Instances;
using ServerlessML.Storage;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// Tells rollouts what people say. Each word names the step that it is for, so that it does nothing to the next one; the words that move
/// traffic are kept before they are said, so that of two that say the same one moves it, whatever is killed.
/// </summary>
public sealed class RolloutOrders(ModelRegistry models, TrafficPlans plans, DocumentStore documents)
{
    /// <returns>The rollout that was told.</returns>
    /// <exception cref="RefusedException">There is none, or it does not stand where it was expected.</exception>
    public async Task<ModelVersion> TellAsync(
        DurableTaskClient client,
        string deployment,
        RolloutCommand command,
        CancellationToken cancellation
    )
    {
        var word = command.Order.ToString().ToLowerInvariant();
        var aliases = await models.AliasesAsync(deployment, cancellation);
        if (
            aliases.Challenger is not { } challenger
            || await models.FindAsync(deployment, challenger, cancellation) is not { } version
            || await plans.FindAsync(deployment, cancellation) is not { } plan
        )
        {
            throw RefusedException.Conflict($"The deployment '{deployment}' has no rollout under way, so there is nothing to {word}.");
        }

        RefusedException Refused(string reason) =>
            new(Refusal.Conflict, reason) { More = new Dictionary<string, object> { ["current"] = ReleaseState.Of(plan, aliases) } };
        var instance = ModelRollout.InstanceOf(version.RunId);
        if (await client.GetInstanceAsync(instance, cancellation) is not { IsRunning: true })
        {
            throw Refused(
                $"The rollout of version {challenger} takes no commands: the version is the pipeline's first, or its ramp began before "
                    + $"December 2026 without guardrails. Roll the deployment back instead."
            );
        }

        if (command.Revision is { } expected && !plan.IsOf(expected))
        {
            throw Refused(
                $"You saw revision {expected} of the traffic plan of '{deployment}', which is now {plan.Revision}. Look again before you "
                    + $"{word}."
            );
        }

        var begun = plan.By == version.RunId;
        if (command.Order == RolloutCommandKind.Skip)
        {
            if (!begun)
            {
                throw Refused($"The rollout of version {challenger} has not begun its first step, so there is nothing to skip.");
            }

            if (command.Revision is null && await SkippedIntoAsync(plan, cancellation))
            {
                throw Refused(
                    $"A person's «skip» has brought version {challenger} to this step already. To go on from it too, send 'revision': "
                        + $"{plan.Revision}."
                );
            }
        }

        // Where a step is under way the word is for that step; «go back» is for the whole.
        command = command with { Revision = begun && command.Order == RolloutCommandKind.Skip ? plan.Revision : null };
        await SayAsync(client, instance, plan, version, command, Refused, cancellation);
        return version;
    }

    private async Task SayAsync(
        DurableTaskClient client,
        string instance,
        TrafficPlan plan,
        ModelVersion version,
        RolloutCommand command,
        Func<string, RefusedException> refused,
        CancellationToken cancellation
    )
    {
        var once = command.Order switch
        {
            RolloutCommandKind.Skip => OrderOf(plan.Deployment, plan.ChangeId, command.Order),
            RolloutCommandKind.Abort => OrderOf(plan.Deployment, version.RunId, command.Order),
            _ => null,
        };
        var kept = once is null ? new() { Command = command } : await KeepAsync(once, command, cancellation);
        if (!kept.Told)
        {
            var told = await client.TryRaiseEventAsync(instance, RolloutEvents.Command, kept.Command, cancellation);
            if (told != CommandOutcome.Accepted)
            {
                throw refused($"The rollout of version {version.Version} has ended. Look at the deployment's traffic for how.");
            }

            if (once is not null)
            {
                await documents.ChangeAsync<RolloutOrder>(
                    StorageLayout.Models,
                    once,
                    known => known!.Told ? known : known with { Told = true },
                    cancellation
                );
            }
        }

        if (kept.Command.Id != command.Id)
        {
            throw refused(
                $"{kept.Command.By} has said «{command.Order.ToString().ToLowerInvariant()}» already, at "
                    + $"{kept.Command.At:yyyy-MM-dd HH:mm:ss}Z ({kept.Command.Reason})."
            );
        }
    }

    private async Task<RolloutOrder> KeepAsync(string name, RolloutCommand command, CancellationToken cancellation)
    {
        var order = new RolloutOrder { Command = command };
        return await documents.CreateAsync(StorageLayout.Models, name, order, cancellation)
            ? order
            : (await documents.ReadAsync<RolloutOrder>(StorageLayout.Models, name, cancellation))!.Value;
    }

    private async Task<bool> SkippedIntoAsync(TrafficPlan plan, CancellationToken cancellation) =>
        await plans.BeforeAsync(plan, cancellation) is { } before
        && before.By == plan.By
        && await documents.ExistsAsync(
            StorageLayout.Models,
            OrderOf(plan.Deployment, before.ChangeId, RolloutCommandKind.Skip),
            cancellation
        );

    private static string OrderOf(string deployment, string change, RolloutCommandKind order) =>
        StorageLayout.Order(deployment, change.Replace(':', '-'), order.ToString().ToLowerInvariant());
}
