using Pulumi;
using ServerlessML.Preview.Cost;
using ServerlessML.Preview.Drawing;
using ServerlessML.Preview.Policies;

namespace ServerlessML.Preview;

/// <summary>
/// <c>preview --stack NAME [--svg FILE] [--load LOAD] [--prices FILE]</c> and <c>check [--stack NAME]</c>, in the folder that
/// SERVERLESSML_HOME names.
/// </summary>
public static class PreviewCommand
{
    private const string Usage =
        "usage: infra preview --stack NAME [--svg FILE] [--load small|medium|large] [--prices FILE] | infra check [--stack NAME]";

    /// <returns>0; 1 when a policy is broken or the program refuses the settings; 2 for words that cannot be read.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("SERVERLESSML_HOME") ?? Directory.GetCurrentDirectory(), "infra");
        if (Options(args) is not { } options)
        {
            await errors.WriteLineAsync(Usage);
            return 2;
        }

        try
        {
            return args[0] == "preview"
                ? await PreviewAsync(folder, options, output)
                : await CheckAsync(folder, options.TryGetValue("--stack", out var one) ? [one] : ["dev", "prod"], output);
        }
        catch (Exception e) when (e is RunException or FileNotFoundException or ArgumentException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }

    public static Task<ResourceGraph> RecordAsync(string folder, string stack) =>
        Recorder.RunAsync(StackFiles.Project(folder), stack, StackFiles.Config(folder, stack));

    private static async Task<int> PreviewAsync(string folder, Dictionary<string, string> options, TextWriter output)
    {
        var graph = await RecordAsync(folder, options["--stack"]);
        await output.WriteLineAsync(TreeText.Of(graph));
        var prices = options.TryGetValue("--prices", out var own) ? PriceList.Embedded.With(own) : PriceList.Embedded;
        await output.WriteLineAsync(
            CostText.Of(
                CostEstimate.Of(graph, Load.Named(options.GetValueOrDefault("--load", graph.Stack == "prod" ? "medium" : "small")), prices)
            )
        );
        if (options.TryGetValue("--svg", out var file))
        {
            await File.WriteAllTextAsync(file, GraphPicture.Of(graph));
            await output.WriteLineAsync($"Drawn: {file}");
        }

        return 0;
    }

    private static async Task<int> CheckAsync(string folder, IEnumerable<string> stacks, TextWriter output)
    {
        var broken = 0;
        foreach (var stack in stacks)
        {
            var graph = await RecordAsync(folder, stack);
            foreach (var policy in AllPolicies.List)
            {
                var found = policy.Find(graph).ToList();
                broken += found.Count;
                await output.WriteLineAsync($"{stack.PadRight(6)} {(found.Count == 0 ? "kept  " : "BROKEN")} {policy.Name}");
                foreach (var what in found)
                {
                    await output.WriteLineAsync($"         {what}");
                }
            }
        }

        return broken == 0 ? 0 : 1;
    }

    // Pairs of a known option and its value; null when they are not.
    private static Dictionary<string, string>? Options(string[] args)
    {
        if (args.Length == 0 || args[0] is not ("preview" or "check") || args.Length % 2 == 0)
        {
            return null;
        }

        string[] known = args[0] == "preview" ? ["--stack", "--svg", "--load", "--prices"] : ["--stack"];
        var pairs = args.Skip(1).Chunk(2).ToList();
        return
            pairs.All(pair => known.Contains(pair[0]))
            && pairs.DistinctBy(pair => pair[0]).Count() == pairs.Count
            && (args[0] == "check" || pairs.Any(pair => pair[0] == "--stack"))
            ? pairs.ToDictionary(pair => pair[0], pair => pair[1])
            : null;
    }
}
