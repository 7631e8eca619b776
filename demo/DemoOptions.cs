namespace ServerlessML.Demo;

/// <summary>How the demo was called.</summary>
public sealed record DemoOptions
{
    /// <summary>Emptied at the start: the demo tells its story from nothing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The checkout that the demo was built in; the script names it.</summary>
    public string Home { get; init; } = Environment.GetEnvironmentVariable("SERVERLESSML_HOME") ?? Directory.GetCurrentDirectory();

    /// <summary>Which story is played.</summary>
    public DemoStory Story { get; init; }

    /// <summary>Leave the system running at the end.</summary>
    public bool Keep { get; init; }

    private static readonly Dictionary<string, DemoStory> Stories = new(StringComparer.Ordinal)
    {
        ["rollouts"] = DemoStory.Rollouts,
        ["search"] = DemoStory.Search,
    };

    /// <exception cref="DemoFailedException">An option is unknown, or its value is missing.</exception>
    public static DemoOptions Parse(IReadOnlyList<string> args)
    {
        var options = new DemoOptions { DataDirectory = "" };
        for (var index = 0; index < args.Count; index++)
        {
            if (index == 0 && Stories.TryGetValue(args[0], out var story))
            {
                options = options with { Story = story };
                continue;
            }

            options = args[index] switch
            {
                "--keep" => options with { Keep = true },
                "--data" when index + 1 < args.Count => options with { DataDirectory = Path.GetFullPath(args[++index]) },
                var other => throw new DemoFailedException(
                    $"'{other}' is no story and no option of the demo, or lacks its value. Known: "
                        + $"[{string.Join('|', Stories.Keys)}] --keep, --data DIR, --runner process|container"
                ),
            };
        }

        return options.DataDirectory.Length > 0
            ? options
            : options with
            {
                DataDirectory = Path.Combine(options.Home, ".serverlessml", "demo"),
            };
    }
}
