using ServerlessML.Contracts;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Storage;
using ServerlessML.LocalHost.Supervision;
using ServerlessML.Storage;

namespace ServerlessML.LocalHost.Inspection;

/// <summary>
/// Writes on which side of a pipeline's split each row of a batch falls, as CSV, so that anyone can check in tools of their own.
/// </summary>
public static class BatchSplit
{
    /// <param name="pipeline">A pipeline.yaml, or the name of a pipeline of the system.</param>
    /// <param name="files">All files of one batch.</param>
    /// <param name="folds">How many folds the training rows are cut into; null for none.</param>
    /// <param name="data">The system's directory: it may have the pipeline's frozen split.</param>
    /// <param name="output">Gets the lines.</param>
    /// <exception cref="InvalidSettingException">Pipeline or files cannot be read.</exception>
    public static async Task WriteAsync(string pipeline, IReadOnlyList<string> files, int? folds, string data, TextWriter output)
    {
        var (definition, split) = await FindAsync(pipeline, data);
        try
        {
            SplitListing.Write(files, definition.Data, split, folds, output);
        }
        catch (PermanentFailureException unfit)
        {
            throw new InvalidSettingException(unfit.Message);
        }
    }

    private static async Task<(PipelineDefinition, Split)> FindAsync(string pipeline, string data)
    {
        var isFile = File.Exists(pipeline);
        var storage = SystemFile.Read(data) is null ? null : SystemStorage.Find(data);
        if (!isFile && (storage is null || !Names.IsPipeline(pipeline)))
        {
            throw new InvalidSettingException(
                storage is null
                    ? $"There is no file '{pipeline}', and no system runs on {data} that could have a pipeline of that name."
                    : $"There is no file '{pipeline}', and it is not the name of a pipeline. A name has {Names.PipelineRule}."
            );
        }

        try
        {
            return await SystemStorage.AskAsync(async () =>
            {
                var definition = isFile
                    ? PipelineYaml.Parse(await File.ReadAllTextAsync(pipeline))
                    : (await new PipelineStore(storage!).FindAsync(pipeline))?.Definition
                        ?? throw new InvalidSettingException(
                            $"The system on {data} has no pipeline '{pipeline}', and there is no such file."
                        );
                var frozen = storage is null ? null : await new SplitStore(storage.Documents, storage.Content).FindAsync(definition.Name);
                return (definition, Split.After(frozen, definition));
            });
        }
        catch (PipelineFormatException problems)
        {
            throw new InvalidSettingException($"{pipeline} is not a valid pipeline:\n{problems.Message}");
        }
    }
}
