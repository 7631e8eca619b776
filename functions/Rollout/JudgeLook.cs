using Microsoft.Azure.Functions.Worker;
using ServerlessML.Experiments.Rollout;
using ServerlessML.Storage;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// Reads the two arms, judges them, and keeps the look with its verdict. The first of two tries decides: what a rollout went by is what is
/// kept. Evidence goes from look to look by these documents, so that little crosses the orchestration.
/// </summary>
public sealed class JudgeLook(DocumentStore documents, LookReader reader)
{
    [Function(nameof(JudgeLook))]
    public async Task<LookVerdict> RunAsync([ActivityTrigger] JudgeLookRequest request, CancellationToken cancellation)
    {
        var name = NameOf(request.Arms, request.Arms.Number);
        while (true)
        {
            var kept = (await documents.ReadAsync<RolloutLook>(StorageLayout.Deployments, name, cancellation))?.Value;
            if (kept?.Verdict is { } verdict)
            {
                return verdict with { Evidence = RolloutEvidence.None };
            }

            var look = kept ?? await reader.ReadAsync(request.Arms, cancellation);
            var judged = look with { Verdict = await JudgeAsync(request, look, cancellation) };
            // A verdict belongs to the counts that it was made of: another try's look is read anew.
            await documents.ChangeAsync<RolloutLook>(
                StorageLayout.Deployments,
                name,
                current => current is { } other && (other.Verdict is not null || kept is null) ? other : judged,
                cancellation
            );
        }
    }

    private async Task<LookVerdict> JudgeAsync(JudgeLookRequest request, RolloutLook look, CancellationToken cancellation) =>
        LookJudge.Judge(
            request.Policy,
            look,
            request.CarriedBefore ?? await EvidenceAsync(request.Arms, request.Before, cancellation),
            request.CarriedLast ?? await EvidenceAsync(request.Arms, request.Last, cancellation)
        );

    /// <exception cref="PermanentFailureException">The look is gone, and with it what was known.</exception>
    private async Task<RolloutEvidence> EvidenceAsync(ArmsRequest arms, int? number, CancellationToken cancellation)
    {
        if (number is not { } look)
        {
            return RolloutEvidence.None;
        }

        var kept = await documents.ReadAsync<RolloutLook>(StorageLayout.Deployments, NameOf(arms, look), cancellation);
        return kept?.Value.Verdict?.Evidence
            ?? throw new PermanentFailureException(
                $"Look {look} of run {arms.RunId} was deleted or never judged, and the rollout cannot go on without its "
                    + $"evidence. Roll the deployment back, and start the run again."
            );
    }

    private static string NameOf(ArmsRequest arms, int number) => StorageLayout.RolloutLook(arms.Deployment, arms.RunId, number);
}
