using System.Text.Json;
using Microsoft.DurableTask.Converters;
using ServerlessML.LocalHost.Inspection.DurableFunctions;
using ServerlessML.LocalHost.Runtime;
using ServerlessML.LocalHost.Runtime.Inspection;
using ServerlessML.Workflows;

namespace ServerlessML.LocalHost.Inspection;

/// <summary>Runs this build's workflows over recorded histories.</summary>
public sealed class LifecycleReplay
{
    private readonly JsonDataConverter _converter = new(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
    private readonly TaskRegistry _workflows;

    public LifecycleReplay() => _workflows = WorkflowCode.Of(typeof(ModelLifecycle).Assembly, _converter);

    /// <summary>Reads the histories of a file.</summary>
    /// <param name="file">One of our own exports, or an export of Durable Functions' rows.</param>
    /// <param name="fromDurableFunctions">Whose it is.</param>
    /// <returns>Each with a name for people.</returns>
    /// <exception cref="InvalidSettingException">The file holds no history.</exception>
    public static IReadOnlyList<(string Name, RecordedHistory History)> Read(string file, bool fromDurableFunctions)
    {
        try
        {
            return fromDurableFunctions
                ?
                [
                    .. ExportedHistories
                        .Read(File.ReadAllText(file), Path.GetFileNameWithoutExtension(file))
                        .Select(history => ($"{file}: {history.InstanceId}", history)),
                ]
                : [(file, RecordedHistory.Read(File.ReadAllText(file)))];
        }
        catch (ExportedHistoryException error)
        {
            throw new InvalidSettingException($"{file} is not a history of Durable Functions that can be replayed: {error.Message}");
        }
        catch (JsonException error)
        {
            throw new InvalidSettingException($"{file} is not an exported history: {error.Message}");
        }
    }

    /// <returns>Where the workflows would do something else; null when they do the same.</returns>
    public string? FindDivergence(RecordedHistory history) => HistoryReplay.FindDivergence(history, _workflows, _converter);
}
