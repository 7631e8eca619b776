using ServerlessML.Contracts;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Storage;
using ServerlessML.Functions.Validation;
using ServerlessML.LocalHost.Supervision;
using ServerlessML.Storage;

namespace ServerlessML.LocalHost.Inspection;

/// <summary>Checks files as a run of a pipeline would, without a run.</summary>
public static class BatchCheck
{
    /// <param name="pipeline">A pipeline.yaml, or the name of a pipeline of the system, whose batches before it count then.</param>
    /// <param name="paths">Files and folders of one batch.</param>
    /// <param name="data">The system's directory.</param>
    /// <param name="time">Tells what is in the future.</param>
    /// <exception cref="InvalidSettingException">Pipeline or files cannot be read.</exception>
    public static async Task<ValidationReport> OfAsync(string pipeline, IReadOnlyList<string> paths, string data, TimeProvider time)
    {
        try
        {
            if (File.Exists(pipeline))
            {
                return FileCheck.Of(paths, PipelineYaml.Parse(await File.ReadAllTextAsync(pipeline)), time);
            }

            var storage = Names.IsPipeline(pipeline) ? SystemStorage.Find(data) : null;
            return storage is null
                ? throw new InvalidSettingException(
                    $"There is no file '{pipeline}', and no system on {data} that could have a pipeline of that name."
                )
                : await SystemStorage.AskAsync(() => OfAsync(storage, pipeline, paths, data, time));
        }
        catch (PipelineFormatException problems)
        {
            throw new InvalidSettingException($"{pipeline} is not a valid pipeline:\n{problems.Message}");
        }
        catch (FileNotFoundException missing)
        {
            throw new InvalidSettingException(missing.Message);
        }
    }

    private static async Task<ValidationReport> OfAsync(
        StorageClients storage,
        string pipeline,
        IReadOnlyList<string> paths,
        string data,
        TimeProvider time
    )
    {
        var definition = (await new PipelineStore(storage).FindAsync(pipeline))?.Definition
            ?? throw new InvalidSettingException($"The system on {data} has no pipeline '{pipeline}', and there is no such file.");
        var reference = await new ModelRegistry(storage.Documents, time).ReferenceAsync(pipeline);
        return FileCheck.Of(
            paths,
            definition,
            time,
            reference is null ? null : await storage.Content.GetJsonAsync<DatasetProfile>(reference.Profile),
            (await new BatchStore(storage.Documents, storage.Content).FindAsync(pipeline)).Batches,
            await new SchemaStore(storage.Documents, time).FindAsync(pipeline)
        );
    }
}
