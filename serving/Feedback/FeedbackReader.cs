using System.Globalization;
using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Feedback;

/// <summary>
/// Reads outcomes, as a JSON array or one object a line: all of a body, or none. What the deployment's label cannot be is refused: of two
/// values all but 0 and 1, of classes all but those.
/// </summary>
public sealed class FeedbackReader(DateTimeOffset now, int maxRows, AnswerShape? shape = null)
{
    public const int MostOutcomes = 10_000;

    /// <summary>How far a sender's clock may be ahead.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private static readonly JsonDocumentOptions Flat = new() { MaxDepth = 8 };

    private readonly List<Outcome> _outcomes = [];

    public IReadOnlyList<Outcome> Outcomes => _outcomes;

    private bool IsClasses => shape?.Task == TaskKind.MultiClass;

    /// <summary>Null when the whole body was good; paths are those of an array, whichever form it has.</summary>
    public Fault? Read(ReadOnlyMemory<byte> body, bool lines)
    {
        try
        {
            body = body[Utf8Mark.Length(body.Span)..];
            return lines ? ReadLines(body) : ReadArray(body);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return Fault.NotJson(malformed, $"$[{_outcomes.Count}]");
        }
    }

    private Fault? ReadArray(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Flat);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            return Fault.WrongType($"The body must be an array of outcomes, not {JsonKind.Text(document.RootElement)}.", "$");
        }

        foreach (var element in document.RootElement.EnumerateArray())
        {
            if (Take(element) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private Fault? ReadLines(ReadOnlyMemory<byte> body)
    {
        foreach (var range in body.Span.Split((byte)'\n'))
        {
            var line = body[range];
            if (line.Span.Trim(" \r\t"u8).IsEmpty)
            {
                continue;
            }

            using var document = JsonDocument.Parse(line, Flat);
            if (Take(document.RootElement) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private Fault? Take(JsonElement element)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"$[{_outcomes.Count}]");
        if (_outcomes.Count == MostOutcomes)
        {
            return Fault.TooManyOutcomes(MostOutcomes);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return Fault.WrongType($"An outcome must be an object, not {JsonKind.Text(element)}.", path);
        }

        (string? id, var row, double? label, string? called, DateTimeOffset? at) = (null, 0, null, null, null);
        foreach (var member in element.EnumerateObject())
        {
            var (value, here) = (member.Value, JsonPath.Member(path, member.Name));
            switch (member.Name)
            {
                case "row" or "at" when value.ValueKind == JsonValueKind.Null:
                    break;
                case "requestId" when value.ValueKind == JsonValueKind.String && Headers.IsRequestId(value.GetString()!):
                    id = value.GetString();
                    break;
                case "requestId":
                    return Fault.WrongType($"'requestId' must be a string of {Headers.RequestIdRule}.", here);
                case "row" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out row) && row >= 0 && row < maxRows:
                    break;
                case "row":
                    return Fault.WrongType($"'row' must be a whole number from 0 to {maxRows - 1}.", here);
                case "label" when IsClasses && value.ValueKind == JsonValueKind.String && shape!.Classes.Contains(value.GetString()!):
                    called = value.GetString();
                    break;
                case "label" when IsClasses:
                    return Fault.BadOutcome(
                        $"'label' must be one of this deployment's classes: "
                            + $"{string.Join(", ", shape!.Classes.Take(20))}{(shape.Classes.Count > 20 ? " and others" : "")}.",
                        here
                    );
                case "label" when value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number):
                    if (shape?.Task == TaskKind.Binary && number is not (0 or 1))
                    {
                        return Fault.BadOutcome("'label' must be 1 (the label's second value came) or 0 (it did not).", here);
                    }

                    label = number;
                    break;
                case "label":
                    return Fault.WrongType($"'label' must be a number, not {JsonKind.Text(value)}.", here);
                case "at" when value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time):
                    if (time > now + ClockSkew)
                    {
                        return Fault.BadOutcome(
                            $"'at' must be when the outcome was known, which is not after now ({now:yyyy-MM-ddTHH:mm:ssZ}).",
                            here
                        );
                    }

                    at = time.ToUniversalTime();
                    break;
                case "at":
                    return Fault.WrongType("'at' must be a time such as 2026-01-31T12:00:00Z.", here);
                default:
                    return Fault.Malformed("The outcome has a member too many. Send requestId, row, label and at.", here);
            }
        }

        if (id is null || (label is null && called is null))
        {
            var missing = id is null ? "requestId" : "label";
            return Fault.Malformed($"The outcome lacks the member '{missing}'.", JsonPath.Member(path, missing));
        }

        _outcomes.Add(
            new()
            {
                RequestId = id,
                Row = row,
                Label = label,
                Class = called,
                At = at,
                ReceivedAt = now,
            }
        );
        return null;
    }
}
