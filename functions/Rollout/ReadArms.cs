using Microsoft.Azure.Functions.Worker;
using ServerlessML.Storage;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// Reads the two arms and keeps them as a look that the orchestration judges: until June 2027 (<see cref="JudgeLook"/> came in its place).
/// The first of two tries decides.
/// </summary>
public sealed class ReadArms(DocumentStore documents, LookReader reader)
{
    [Function(nameof(ReadArms))]
    public async Task<RolloutLook> RunAsync([ActivityTrigger] ArmsRequest request, CancellationToken cancellation)
    {
        var name = StorageLayout.RolloutLook(request.Deployment, request.RunId, request.Number);
        if (await documents.ReadAsync<RolloutLook>(StorageLayout.Deployments, name, cancellation) is { } kept)
        {
            return kept.Value;
        }

        var look = await reader.ReadAsync(request, cancellation);
        return await documents.CreateAsync(StorageLayout.Deployments, name, look, cancellation)
            ? look
            : (await documents.ReadAsync<RolloutLook>(StorageLayout.Deployments, name, cancellation))!.Value;
    }
}
