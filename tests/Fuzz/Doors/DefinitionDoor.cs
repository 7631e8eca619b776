using System.Text;
using System.Text.RegularExpressions;
using ServerlessML.Functions.Pipelines;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>The reader of <c>pipeline.yaml</c>.</summary>
internal sealed partial class DefinitionDoor : Door
{
    private readonly Damage _damage = new(Good, Words);

    public static IReadOnlyList<byte[]> Good { get; } =
    [
        .. ((string[])["demo/flight-delays.yaml", "demo/Rollouts/flight-rollouts.yaml", "demo/Search/flight-search.yaml"])
            .Select(file => File.ReadAllText(Path.Combine(Repository.Root, file)))
            .Concat(Examples())
            .Select(Encoding.UTF8.GetBytes),
    ];

    public static string[] Words { get; } =
    [
        .. Examples()
            .SelectMany(text => text.Split([' ', '\n', '{', '}', ',', '[', ']', ':'], StringSplitOptions.RemoveEmptyEntries))
            .Distinct(),
        "\n  ",
        "\n",
        ": ",
        "- ",
        "&a ",
        "*a",
        "<<: *a",
        "!!binary ",
        "!!python/object:os.system ",
        "|\n",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "{",
        "}",
        "[",
        "]",
        "? ",
        "\t",
        "\0",
        "\ufeff",
        ".inf",
        ".nan",
        "-.inf",
        "1e999",
        "99999999999999999999",
        "-1",
        "0x10",
        "1_000",
        "~",
        "null",
        "yes",
        "99999999d",
        "1e9d",
        "-5m",
        "0s",
        "\"",
        "'",
        "\u0085",
        "\ud83d\ude00",
    ];

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override Task<string?> TryAsync(Random random)
    {
        var input = _damage.Of(random);
        var text = Encoding.UTF8.GetString(input);
        try
        {
            var definition = PipelineYaml.Parse(text);
            // What is stored is read again by the same form.
            if (
                CanonicalJson.Deserialize<Contracts.Pipelines.PipelineDefinition>(CanonicalJson.Serialize(definition)).Digest()
                != definition.Digest()
            )
            {
                throw new BrokenRuleException("another digest when it is read again", text);
            }

            return Task.FromResult<string?>(null);
        }
        catch (PipelineFormatException refused) when (refused.Problems.Count > 0 && refused.Problems.All(problem => problem.Line >= 0))
        {
            return Task.FromResult<string?>(Word().Replace(refused.Problems[0].Message, "*"));
        }
        catch (Exception e) when (e is not BrokenRuleException)
        {
            throw new BrokenRuleException($"{e.GetType().Name} {e.StackTrace?.Split('\n')[0]}", text, e);
        }
    }

    // The reference's examples use every key.
    private static IEnumerable<string> Examples() =>
        File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/pipeline.md"))
            .Split("```yaml\n")
            .Skip(1)
            .Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])
            .Select(block => block.Contains("\ndata:", StringComparison.Ordinal) ? block : $"{Least}{block}");

    private const string Least =
        "name: flights\ndata:\n  columns: { distance: { type: number } }\n  label: { name: late, values: [0, 1] }\n";

    [GeneratedRegex("'.*'|[0-9]+", RegexOptions.Singleline)]
    private static partial Regex Word();
}
