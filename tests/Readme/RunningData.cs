using System.Globalization;
using System.Text.Json;

namespace ServerlessML.Tests.Readme;

/// <summary>Knows a system by the folder of its state.</summary>
internal static class RunningData
{
    /// <summary>Whether every part answers.</summary>
    public static bool IsReady(string data)
    {
        try
        {
            using var system = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "system.json")));
            return system.RootElement.GetProperty("ready").GetBoolean();
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static async Task StopAsync(string data)
    {
        var file = Path.Combine(data, "system.json");
        if (!File.Exists(file))
        {
            return;
        }

        using var system = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var pid = system.RootElement.GetProperty("pid").GetInt32().ToString(CultureInfo.InvariantCulture);
        await Shell.RunAsync($"kill {pid}; while kill -0 {pid} 2>/dev/null; do sleep 0.2; done", TimeSpan.FromMinutes(1));
    }
}
