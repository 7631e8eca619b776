using System.Text.Json;
using Microsoft.DurableTask.Converters;
using ServerlessML.LocalHost.Inspection.DurableFunctions;
using ServerlessML.Workflows;

namespace ServerlessML.Cli.Inspection;

/// <summary>
/// Replays exported histories against the workflows of this build: 1 when any diverges, so that an upgrade can be refused.
/// </summary>
internal static class ReplayCommand
{
    public static int Run(InspectOptions options, TextWriter output)
    {
        string[] files = [.. options.Names.SelectMany(Files)];
        if (files.Length == 0)
        {
            throw new InvalidSettingException(
                "The histories are missing. Name those to replay: replay HISTORIES (files, or directories of *.json)."
            );
        }

        var converter = new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
        var workflows = WorkflowCode.Of(typeof(ModelLifecycle).Assembly, converter);
        var diverging = 0;
        var count = 0;
        foreach (var file in files)
        {
            foreach (var (name, history) in options.From is null ? [(file, Read(file))] : Converted(file))
            {
                var divergence = HistoryReplay.FindDivergence(history, workflows, converter);
                count++;
                diverging += divergence is null ? 0 : 1;
                output.WriteLine(
                    $"{(divergence is null ? "same    " : "DIVERGES")}  {name}{(divergence is null ? "" : $"\n          {divergence}")}"
                );
            }
        }

        output.WriteLine($"{count} histories, {diverging} diverge");
        return diverging == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Files(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal) : [path];

    private static IEnumerable<(string Name, RecordedHistory History)> Converted(string file)
    {
        try
        {
            return ExportedHistories
                .Read(File.ReadAllText(file), Path.GetFileNameWithoutExtension(file))
                .Select(history => ($"{file}: {history.InstanceId}", history));
        }
        catch (ExportedHistoryException error)
        {
            throw new InvalidSettingException($"{file} is not a history of Durable Functions that can be replayed: {error.Message}");
        }
    }

    private static RecordedHistory Read(string file)
    {
        try
        {
            return RecordedHistory.Read(File.ReadAllText(file));
        }
        catch (JsonException error)
        {
            throw new InvalidSettingException($"{file} is not an exported history: {error.Message}");
        }
    }
}
