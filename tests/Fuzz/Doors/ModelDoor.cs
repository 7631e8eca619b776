using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>Models, on their way through judgement and ONNX Runtime to their answers.</summary>
internal sealed class ModelDoor : Door
{
    private static readonly byte[][] Good = [FuzzedModels.Binary, FuzzedModels.Classes, FuzzedModels.Number, FuzzedModels.Trees];

    private static readonly string[] Words =
    [
        "Loop",
        "If",
        "Scan",
        "Constant",
        "ConstantOfShape",
        "Expand",
        "Tile",
        "Cast",
        "Gather",
        "Reshape",
        "Where",
        "IsNaN",
        "com.microsoft",
        "ai.onnx.ml",
        "distance",
        "origin",
        "probability",
        "location",
        "/etc/passwd",
        "\u00ff\u00ff\u00ff\u00ff\u000f",
        "\0\0\0\0",
        "N",
    ];

    private static readonly Table Rows = new([
        new NumberColumn("distance", [1f, float.NaN, -5f, float.MaxValue, 0f]),
        CategoryColumn.From("origin", ["ORD", null, "", "elsewhere", "Zürich ✈"]),
    ]);

    private readonly Damage _damage = new(Good, Words);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override Task<string?> TryAsync(Random random)
    {
        var input = random.Next(3) == 0 ? _damage.Of(random) : ModelDamage.Of(Good[random.Next(Good.Length)], random);
        var asked = Convert.ToBase64String(input);
        try
        {
            using var scorer = ModelScorer.Open(input, "fuzzed", threads: 1);
            scorer.Score(Rows);
            return Task.FromResult<string?>(null);
        }
        catch (ModelException refused) when (refused.Message.Length > 0)
        {
            return Task.FromResult<string?>(Letters(refused.Message));
        }
        catch (Exception e)
        {
            throw new BrokenRuleException($"{e.GetType().Name} {e.StackTrace?.Split('\n')[0]}", asked, e);
        }
    }

    private static string Letters(string message) => new([.. message.Where(one => char.IsAsciiLetter(one) || one == ' ').Take(80)]);
}
