using Microsoft.Azure.Functions.Worker;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;
using ServerlessML.Storage;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Functions.Validation;

/// <summary>Checks and profiles one file of the batch.</summary>
public sealed class ValidateShard(ContentStore content, TimeProvider time)
{
    [Function(nameof(ValidateShard))]
    public async Task<ShardOutcome> RunAsync([ActivityTrigger] ShardRequest request, CancellationToken cancellation)
    {
        var definition = await content.GetJsonAsync<PipelineDefinition>(request.Definition, cancellation);
        using var copy = await LocalCopy.OfAsync(content, request.File.Digest, request.File.Format.Extension(), cancellation);
        var report = Check(new(copy.Path, request.File.Name, request.File.Format), definition, time);
        return new()
        {
            Report = await content.PutJsonAsync(report, cancellation),
            Rows = report.Rows,
            Violations = report.Violations.Count,
        };
    }

    /// <summary>Holds a file to a definition.</summary>
    internal static ShardReport Check(LocalDataFile file, PipelineDefinition definition, TimeProvider time) =>
        ShardValidator.Validate(file, definition.Data.Whole, definition.Validation, time, split: definition.Evaluation.Split);
}
