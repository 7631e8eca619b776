using Microsoft.Azure.Functions.Worker;
using ServerlessML.Storage;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Functions.Approval;

/// <summary>Keeps what the approvers will sign for, and says by which digest.</summary>
public sealed class AssembleEvidence(ContentStore content, RunManifests manifests)
{
    [Function(nameof(AssembleEvidence))]
    public async Task<Digest> RunAsync([ActivityTrigger] EvidenceRequest request, CancellationToken cancellation)
    {
        var digest = await content.PutJsonAsync(request.Evidence with { CodeVersion = CodeVersion.Current }, cancellation);
        await manifests.ChangeAsync(
            request.Evidence.RunId,
            manifest => manifest.Evidence == digest ? manifest : manifest with { Evidence = digest },
            cancellation
        );
        return digest;
    }
}
