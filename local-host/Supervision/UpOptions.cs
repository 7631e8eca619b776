using System.Globalization;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>What the command line says.</summary>
public sealed record UpOptions
{
    /// <summary>Where all state lives.</summary>
    public string DataDirectory { get; init; } = Path.GetFullPath(".serverlessml");

    public int ApiPort { get; init; } = 7071;

    public int GatewayPort { get; init; } = 7080;

    /// <summary>Azurite's; queues are on the next port.</summary>
    public int StoragePort { get; init; } = 10000;

    /// <summary>Runner processes: as many trainings go on at a time.</summary>
    public int Runners { get; init; } = 1;

    /// <summary>How long finished orchestrations are kept; all without end by default.</summary>
    public RetentionPolicy Keep { get; init; } = RetentionPolicy.None;

    /// <exception cref="InvalidSettingException">An argument is unknown, or its value cannot be used.</exception>
    public static UpOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new UpOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var name = arguments[i];
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new InvalidSettingException($"{name} needs a value.");
            options = name switch
            {
                "--data" when value.Length > 0 => options with { DataDirectory = Path.GetFullPath(value) },
                "--port" => options with { ApiPort = Port(name, value) },
                "--gateway-port" => options with { GatewayPort = Port(name, value) },
                "--storage-port" => options with { StoragePort = Port(name, value) },
                "--runners" => options with { Runners = Count(name, value) },
                "--keep" => options with { Keep = RetentionPolicy.Parse(value) },
                _ => throw new InvalidSettingException(
                    $"Unknown argument {name}; known: --data, --port, --gateway-port, --storage-port, --runners, --keep."
                ),
            };
        }

        return options;
    }

    private static int Count(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 16
            ? count
            : throw new InvalidSettingException($"{name} is “{value}”; it must be a number from 1 to 16.");

    private static int Port(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535
            ? port
            : throw new InvalidSettingException($"{name} is “{value}”; it must be a port (1 to 65535).");
}
