using System.Text;
using ServerlessML.Models;
using ServerlessML.Serving.Feedback;
using ServerlessML.Serving.Scoring;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>The reader of outcomes, for labels of two values, of classes and of numbers.</summary>
internal sealed class FeedbackDoor : Door
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly AnswerShape[] _shapes =
    [
        .. ((byte[][])[FuzzedModels.Binary, FuzzedModels.Classes, FuzzedModels.Number]).Select(Shape),
    ];
    private readonly Damage _damage = new([.. Good.Select(Encoding.UTF8.GetBytes)], Words);

    public static string[] Good { get; } =
    [
        """[{"requestId":"0123456789abcdef0123456789abcdef","row":0,"label":1,"at":"2026-11-30T12:00:00Z"}]""",
        """[{"requestId":"a-1","label":0},{"requestId":"a-1","row":1,"label":1,"at":null}]""",
        """[{"requestId":"b","label":"a"},{"requestId":"b","row":2,"label":"c"}]""",
        """{"requestId":"c","label":12.5}""" + "\n" + """{"requestId":"d","row":3,"label":1}""" + "\n",
        "[]",
    ];

    private static readonly string[] Words =
    [
        "\"requestId\":",
        "\"row\":",
        "\"label\":",
        "\"at\":",
        "\"9999-12-31T23:59:59Z\"",
        "40000",
        "1e400",
        "\ufeff",
        "\n",
        ",",
        "[",
        "]",
        "{",
        "}",
        "\\u0000",
        "\\ud800",
        "//",
    ];

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override Task<string?> TryAsync(Random random)
    {
        var input = _damage.Of(random);
        var shape = _shapes[random.Next(_shapes.Length)];
        var lines = random.Next(2) == 0;
        var asked = $"lines {lines}, {shape.Task}: {Encoding.UTF8.GetString(input)}";
        try
        {
            var reader = new FeedbackReader(Now, 100, shape);
            if (reader.Read(input, lines) is { } fault)
            {
                return fault is { Status: >= 400 and < 500, Title.Length: > 0, Detail.Length: > 0 }
                    ? Task.FromResult<string?>(fault.Code)
                    : throw new BrokenRuleException($"refused by {fault}", asked);
            }

            if (reader.Outcomes.FirstOrDefault(outcome => !IsPossible(outcome, shape)) is { } impossible)
            {
                throw new BrokenRuleException("an outcome was taken that cannot be", $"{impossible}\n  {asked}");
            }

            return Task.FromResult<string?>(null);
        }
        catch (Exception e) when (e is not BrokenRuleException)
        {
            throw new BrokenRuleException($"{e.GetType().Name} {e.StackTrace?.Split('\n')[0]}", asked, e);
        }
    }

    private static bool IsPossible(Contracts.Monitoring.Outcome outcome, AnswerShape shape) =>
        outcome.RequestId.Length > 0
        && outcome.Row is >= 0 and < 100
        && !(outcome.At > Now + FeedbackReader.ClockSkew)
        && shape.Task switch
        {
            TaskKind.Binary => outcome.Label is 0 or 1,
            TaskKind.MultiClass => outcome.Class is { } called && shape.Classes.Contains(called),
            _ => outcome.Label is { } number && double.IsFinite(number),
        };

    private static AnswerShape Shape(byte[] model)
    {
        using var session = ModelSession.Open(model, threads: 1);
        return AnswerShape.Of(ScoringPlan.Compile(session), null, 1);
    }
}
