using Pulumi;
using ServerlessML.Preview.Cost;
using ServerlessML.Preview.Drawing;
using ServerlessML.Preview.Policies;

namespace ServerlessML.Preview;

/// <summary>
/// Previews and checks the stacks of the folder <c>infra</c> in the checkout that SERVERLESSML_HOME names. The command line is
/// <c>sml infra</c>, which hands over one JSON document.
/// </summary>
public static class PreviewCommand
{
    /// <param name="command">preview or check.</param>
    /// <param name="request">What it is asked for.</param>
    /// <param name="output">Gets what was found.</param>
    /// <param name="errors">Gets why it could not be found.</param>
    /// <returns>0; 1 when a policy is broken or the program refuses the settings.</returns>
    public static async Task<int> RunAsync(string command, PreviewRequest request, TextWriter output, TextWriter errors)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("SERVERLESSML_HOME") ?? Directory.GetCurrentDirectory(), "infra");
        try
        {
            return command == "preview"
                ? await PreviewAsync(folder, request, output)
                : await CheckAsync(folder, request.Stack is { } one ? [one] : ["dev", "prod"], output);
        }
        catch (Exception e) when (e is RunException or FileNotFoundException or ArgumentException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }

    public static Task<ResourceGraph> RecordAsync(string folder, string stack) =>
        Recorder.RunAsync(StackFiles.Project(folder), stack, StackFiles.Config(folder, stack));

    private static async Task<int> PreviewAsync(string folder, PreviewRequest request, TextWriter output)
    {
        var graph = await RecordAsync(folder, request.Stack ?? throw new ArgumentException("No stack is named. Name one: --stack dev"));
        await output.WriteLineAsync(TreeText.Of(graph));
        var prices = request.Prices is { } own ? PriceList.Embedded.With(own) : PriceList.Embedded;
        var load = Load.Named(request.Load ?? (graph.Stack == "prod" ? "medium" : "small"));
        await output.WriteLineAsync(CostText.Of(CostEstimate.Of(graph, load, prices)));
        if (request.Svg is { } file)
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
}
