using Microsoft.DurableTask.Client;

namespace ServerlessML.Cli.Inspection;

/// <summary>What the command line of the tools that look at the durable database says.</summary>
public sealed record InspectOptions
{
    private const string DurableFunctions = "durable-functions";

    /// <summary>The directory that the system keeps its state in.</summary>
    public string DataDirectory { get; init; } = Path.GetFullPath(".serverlessml");

    public IReadOnlyList<OrchestrationRuntimeStatus> Statuses { get; init; } = [];

    public string? Prefix { get; init; }

    /// <summary>How many instances a list has at most.</summary>
    public int Most { get; init; } = 1000;

    /// <summary>Whose histories a replay is given; null for our own export's.</summary>
    public string? From { get; init; }

    /// <summary>What stands without a name: instance ids, or paths.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public string DatabasePath => Path.Combine(DataDirectory, "durable.db");

    /// <exception cref="InvalidSettingException">An argument is unknown, or its value cannot be used.</exception>
    public static InspectOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new InspectOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { Names = [.. options.Names, name] };
                continue;
            }

            var value = ++i < arguments.Count ? arguments[i] : throw new InvalidSettingException($"{name} needs a value.");
            options = name switch
            {
                "--data" when value.Length > 0 => options with { DataDirectory = Path.GetFullPath(value) },
                "--prefix" => options with { Prefix = value },
                "--status" => options with { Statuses = [.. value.Split(',').Select(Status)] },
                "--from" when value == DurableFunctions => options with { From = value },
                "--most" when int.TryParse(value, out var most) && most > 0 => options with { Most = most },
                _ => throw new InvalidSettingException(
                    $"{name} {value} is not understood; known: --data DIR, --status A,B, --prefix TEXT, --most N, --from "
                        + $"{DurableFunctions}."
                ),
            };
        }

        return options;
    }

    private static OrchestrationRuntimeStatus Status(string text) =>
        Enum.TryParse(text, ignoreCase: true, out OrchestrationRuntimeStatus status)
            ? status
            : throw new InvalidSettingException(
                $"“{text}” is not a status; known: {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}."
            );
}
