using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training.Checkpoints;

/// <summary>All that a model's bytes depend on, by name: a state is of one training alone.</summary>
internal static class TrainingFacts
{
    /// <summary>
    /// <c>recipe</c>, its parameters, seed, threads and device, <c>label</c> with its <c>task</c> and <c>classes</c>, <c>features</c>,
    /// <c>library</c>, and <c>data</c>, a digest of the rows.
    /// </summary>
    public static SortedDictionary<string, string> Of(Table table, IReadOnlyList<string> features, Target target, TrainingOptions options)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["label"] = target.Name,
            ["task"] = target.Task.ToString(),
            ["classes"] = string.Join(", ", target.Classes),
            ["features"] = string.Join(", ", features),
            ["library"] = Recipe.LibraryOf(options.Recipe) ?? $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}",
            ["data"] = DataDigest(table, features, target.Values),
        };
        foreach (var date in features.Select(name => table[name]).OfType<DateColumn>())
        {
            facts[$"date {date.Name}"] = JsonSerializer.Serialize(date.Settings, Wire.Options);
        }

        foreach (var text in features.Select(name => table[name]).OfType<TextColumn>())
        {
            facts[$"text {text.Name}"] = JsonSerializer.Serialize(text.Settings, Wire.Options);
        }

        if (target.Weights is { } weights)
        {
            facts["weights"] = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(weights)));
        }

        Add(facts, JsonSerializer.SerializeToElement(options with { Until = 1 }));
        if (options.Precision == Precision.Float32)
        {
            // States from before there was another are of this one.
            facts.Remove("precision");
        }

        return facts;
    }

    private static void Add(SortedDictionary<string, string> facts, JsonElement options)
    {
        foreach (var option in options.EnumerateObject())
        {
            if (option.Value.ValueKind == JsonValueKind.Object)
            {
                Add(facts, option.Value);
            }
            else
            {
                facts[option.Name == nameof(TrainingOptions.Recipe) ? "recipe" : JsonNamingPolicy.KebabCaseLower.ConvertName(option.Name)] =
                    option.Value.ToString();
            }
        }
    }

    private static string DataDigest(Table table, IReadOnlyList<string> features, float[] targets)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(MemoryMarshal.AsBytes<float>(targets));
        foreach (var name in features)
        {
            switch (table[name])
            {
                case NumberColumn column:
                    digest.AppendData(MemoryMarshal.AsBytes<float>(column.Values));
                    break;
                case CategoryColumn column:
                    // As JSON, which keeps ["ab"] apart from ["a", "b"].
                    digest.AppendData(JsonSerializer.SerializeToUtf8Bytes(column.Dictionary));
                    digest.AppendData(MemoryMarshal.AsBytes<int>(column.Codes));
                    break;
            }
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
