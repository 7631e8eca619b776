using ServerlessML.Cli.Parsing;

namespace ServerlessML.Cli.Programs;

/// <summary>Measures the product beside its peers.</summary>
internal static class BenchCommand
{
    /// <summary>The benches, and the parts of each.</summary>
    public static IReadOnlyDictionary<string, string[]> Parts { get; } =
        new Dictionary<string, string[]>
        {
            ["runtime"] = ["sequences", "fan-out", "history", "sleepers", "memory"],
            ["decisions"] = ["simulated", "running"],
            ["serving"] = ["throughput", "tails", "memory", "swaps"],
            ["train"] = ["quality", "defaults", "steps", "boosting", "reading", "quantization", "runner"],
        };

    public static Command Make(Session session)
    {
        Command bench = new("bench", "Measure a part of the product beside its peers; reports are in artifacts/bench")
        {
            One(session, "runtime", "Measure the durable runtime"),
            One(session, "decisions", "Simulate the statistics of rollouts, and plant regressions on the running system"),
            One(session, "serving", "Measure the gateway beside bare Kestrel and Node.js", quick: true, soak: true),
            One(session, "train", "Measure trainings beside the same in Python libraries", quick: true, data: true),
        };
        return bench;
    }

    private static Command One(Session session, string name, string description, bool quick = false, bool soak = false, bool data = false)
    {
        Argument<string[]> parts = new("part")
        {
            Description = $"Which parts, of {string.Join(", ", Parts[name])}; all without it",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Values.Among(parts, Parts[name]);
        Option<bool> quickly = new("--quick") { Description = "A minute in all, for trying: figures are rough" };
        Option<bool> soaking = new("--soak") { Description = "Memory over 50 million requests" };
        Option<string?> folder = new("--data") { Description = "Holds the folders adult and bike", HelpName = "DIR" };
        Command command = new(name, description) { parts };
        foreach (var (wanted, option) in ((bool, Option)[])[(quick, quickly), (soak, soaking), (data, folder)])
        {
            if (wanted)
            {
                command.Add(option);
            }
        }

        command.SetAction(async parse =>
        {
            var checkout = CheckoutTree.Find(session);
            var request = new
            {
                parts = parse.GetValue(parts),
                quick = quick && parse.GetValue(quickly),
                soak = soak && parse.GetValue(soaking),
                data = data && parse.GetValue(folder) is { } path ? session.PathOf(path) : null,
            };
            var call = checkout.Call("Bench", request, name);
            // Without containers the bench says so, and its figure of them does not hold.
            var settings =
                name == "train" && Tool.IsThere(session, "podman") && Tool.IsThere(session, "buildah")
                    ? await RunnerContainers.PrepareAsync(session, "container")
                    : new Dictionary<string, string>();
            return await session.Start(call with { Environment = call.Environment.Concat(settings).ToDictionary() });
        });
        return command;
    }
}
