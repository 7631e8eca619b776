using ServerlessML.Bench.Serving;

namespace ServerlessML.Bench.Training;

/// <summary>What the training bench measures, and for how long.</summary>
internal sealed record TrainBenchOptions
{
    public static IReadOnlyList<string> Parts { get; } = ["quality", "defaults", "steps", "boosting", "reading", "quantization", "runner"];

    public bool Quick { get; init; }

    /// <summary>Holds <c>adult/</c> and <c>bike/</c>.</summary>
    public required string Data { get; init; }

    public IReadOnlyCollection<string> Only { get; init; } = [];

    public int Rounds => Quick ? 3 : 7;

    public bool Wants(string part) => Only.Count == 0 || Only.Contains(part);

    /// <exception cref="BenchSetupException">There is no such part or option.</exception>
    public static TrainBenchOptions From(IReadOnlyList<string> arguments, string home)
    {
        var data = Path.Combine(home, "..", "shared", "data");
        List<string> only = [];
        var quick = false;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--quick")
            {
                quick = true;
            }
            else if (arguments[i] == "--data" && i + 1 < arguments.Count)
            {
                data = arguments[++i];
            }
            else if (Parts.Contains(arguments[i]))
            {
                only.Add(arguments[i]);
            }
            else
            {
                throw new BenchSetupException($"'{arguments[i]}' is none of --quick, --data DIRECTORY, {string.Join(", ", Parts)}");
            }
        }

        return new()
        {
            Quick = quick,
            Data = data,
            Only = only,
        };
    }
}
