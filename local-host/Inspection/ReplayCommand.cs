using System.Text.Json;
using Microsoft.DurableTask.Converters;
using ServerlessML.LocalHost.Hosting;
using ServerlessML.LocalHost.Runtime.Inspection;
using ServerlessML.Workflows;

namespace ServerlessML.LocalHost.Inspection;

/// <summary>Replays exported histories against the workflows of this build: 1 when any diverges, so that an upgrade can be refused.</summary>
internal static class ReplayCommand
{
    public static int Run(InspectOptions options, TextWriter output)
    {
        string[] files = [.. options.Names.SelectMany(Files)];
        if (files.Length == 0)
        {
            throw new InvalidSettingException("Name the histories to replay: replay HISTORIES (files, or directories of *.json).");
        }

        var converter = new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
        var workflows = WorkflowCode.Of(typeof(ModelLifecycle).Assembly, converter);
        var diverging = 0;
        foreach (var file in files)
        {
            var divergence = HistoryReplay.FindDivergence(Read(file), workflows, converter);
            diverging += divergence is null ? 0 : 1;
            output.WriteLine($"{(divergence is null ? "same    " : "DIVERGES")}  {file}{(divergence is null ? "" : $"\n          {divergence}")}");
        }

        output.WriteLine($"{files.Length} histories, {diverging} diverge");
        return diverging == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Files(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal)
        : [path];

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
