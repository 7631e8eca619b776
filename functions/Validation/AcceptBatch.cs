using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Intake;
using ServerlessML.Storage;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Functions.Validation;

/// <summary>Lets a batch in that broke rules, by a person's word, and says so beside its files.</summary>
public sealed class AcceptBatch(ContentStore content, BatchKeeper keeper, LandingZone landing)
{
    [Function(nameof(AcceptBatch))]
    public async Task<ValidationOutcome> RunAsync([ActivityTrigger] AcceptRequest request, CancellationToken cancellation)
    {
        var decision = request.Decision;
        var report = await content.GetJsonAsync<ValidationReport>(decision.Evidence, cancellation);
        var word = new BatchOverride
        {
            Report = decision.Evidence,
            By = decision.By,
            ById = decision.ById,
            Role = decision.Role,
            Reason = decision.Comment ?? "",
            At = decision.At,
            Baseline = decision.Baseline == true,
        };
        var (profile, split) = await keeper.KeepAsync(
            new(report, decision.Evidence, request.Definition, request.Dataset),
            word,
            cancellation
        );
        await landing.WriteMarkerAsync(
            request.Pipeline,
            request.Batch,
            LandingZone.Note,
            RejectionNote.Overridden(report, word),
            cancellation
        );
        await landing.RemoveMarkerAsync(request.Pipeline, request.Batch, LandingZone.ProblemNote, cancellation);
        return new()
        {
            Accepted = true,
            Rows = report.Rows,
            Report = decision.Evidence,
            Profile = profile,
            Split = split,
            Override = word,
        };
    }
}
