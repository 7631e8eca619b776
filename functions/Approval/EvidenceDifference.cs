using System.Text.Json;
using ServerlessML.Contracts.Approval;

namespace ServerlessML.Functions.Approval;

/// <summary>Where two evidence documents differ, field by field.</summary>
public static class EvidenceDifference
{
    private const int Most = 100;

    /// <returns>At most 100 fields; one that a document lacks is null there.</returns>
    public static IReadOnlyList<DifferentField> Between(ReadOnlyMemory<byte> signed, ReadOnlyMemory<byte> current)
    {
        // In today's shape, both: a document of before would differ from one of after in every member that moved.
        using var left = JsonDocument.Parse(CanonicalJson.Serialize(CanonicalJson.Deserialize<Evidence>(signed.Span)));
        using var right = JsonDocument.Parse(CanonicalJson.Serialize(CanonicalJson.Deserialize<Evidence>(current.Span)));
        return Between(left.RootElement, right.RootElement);
    }

    /// <summary>The same of any two documents.</summary>
    public static IReadOnlyList<DifferentField> Between(JsonElement before, JsonElement after) =>
        [.. Compare("", before, after).Take(Most)];

    private static IEnumerable<DifferentField> Compare(string path, JsonElement? left, JsonElement? right)
    {
        if (left is { ValueKind: JsonValueKind.Object } before && right is { ValueKind: JsonValueKind.Object } after)
        {
            var names = before
                .EnumerateObject()
                .Concat(after.EnumerateObject())
                .Select(member => member.Name)
                .Distinct()
                .Order(StringComparer.Ordinal);
            return names.SelectMany(name => Compare(path.Length == 0 ? name : $"{path}.{name}", Member(before, name), Member(after, name)));
        }

        if (left is { ValueKind: JsonValueKind.Array } first && right is { ValueKind: JsonValueKind.Array } second)
        {
            return Enumerable
                .Range(0, Math.Max(first.GetArrayLength(), second.GetArrayLength()))
                .SelectMany(index => Compare($"{path}[{index}]", Item(first, index), Item(second, index)));
        }

        return left is { } one && right is { } other && JsonElement.DeepEquals(one, other)
            ? []
            : [new(path, left?.Clone(), right?.Clone())];
    }

    private static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member : null;

    private static JsonElement? Item(JsonElement element, int index) => index < element.GetArrayLength() ? element[index] : null;
}
