using System.Globalization;
using Azure;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Cli;

/// <summary>
/// Writes on which side of a pipeline's split each row of a batch falls, as CSV, so that anyone can check in tools of their own.
/// </summary>
public static class SplitCommand
{
    private const string Usage =
        "split PIPELINE FILE… [--folds N] [--data DIR], with a pipeline.yaml or the name of a pipeline of the running system, "
        + "and all files of one batch";

    /// <exception cref="InvalidSettingException">The arguments are not understood, or pipeline or files cannot be read.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output)
    {
        var (words, data) = DataArguments.Split(arguments);
        var folds = Folds(words);
        if (words is not [var pipeline, _, ..] || words.Find(word => word.StartsWith("--", StringComparison.Ordinal)) is not null)
        {
            throw new InvalidSettingException($"Not understood. {Usage}.");
        }

        var (definition, split) = await SplitAsync(pipeline, data);
        try
        {
            SplitListing.Write([.. words.Skip(1)], definition.Data, split, folds, output);
        }
        catch (PermanentFailureException unfit)
        {
            throw new InvalidSettingException(unfit.Message);
        }

        return 0;
    }

    private static int? Folds(List<string> words)
    {
        var at = words.IndexOf("--folds");
        if (at < 0)
        {
            return null;
        }

        var folds =
            at + 1 < words.Count
            && int.TryParse(words[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 2 and <= 100
                ? number
                : throw new InvalidSettingException("--folds must be a number from 2 to 100.");
        words.RemoveRange(at, 2);
        return folds;
    }

    private static async Task<(PipelineDefinition, Split)> SplitAsync(string pipeline, string data)
    {
        var isFile = File.Exists(pipeline);
        var connection = SystemFile.Read(data)?.StorageConnection;
        if (!isFile && (connection is null || !Names.IsPipeline(pipeline)))
        {
            throw new InvalidSettingException(
                connection is null
                    ? $"There is no file '{pipeline}', and no system runs on {data} that could have a pipeline of that name."
                    : $"There is no file '{pipeline}', and it is not the name of a pipeline. A name has {Names.PipelineRule}."
            );
        }

        try
        {
            var storage = connection is null
                ? null
                : Storage.StorageClients.From(name => name == Storage.StorageClients.Setting ? connection : null);
            var definition = isFile
                ? PipelineYaml.Parse(await File.ReadAllTextAsync(pipeline))
                : (await new PipelineStore(storage!).FindAsync(pipeline))?.Definition
                    ?? throw new InvalidSettingException($"The system on {data} has no pipeline '{pipeline}', and there is no such file.");
            var frozen = storage is null ? null : await new SplitStore(storage.Documents, storage.Content).FindAsync(definition.Name);
            return (definition, Split.After(frozen, definition));
        }
        catch (PipelineFormatException problems)
        {
            throw new InvalidSettingException($"{pipeline} is not a valid pipeline:\n{problems.Message}");
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            throw new InvalidSettingException(
                $"The storage of the system on {data}, which may have the pipeline's frozen split, does not answer: "
                    + $"{(e is AggregateException many ? many.InnerExceptions[0] : e).Message.Split('\n')[0]} Start it, or name an "
                    + $"empty directory with --data."
            );
        }
    }
}
