using System.Text.Json;

namespace ServerlessML.GpuRunner.Contract;

/// <summary><c>sample.json</c>: raw rows and what the recipe itself predicts of them, with which the model must agree.</summary>
public sealed record RecipeSample
{
    public const string FileName = "sample.json";

    /// <summary>A list for each of the model's inputs: numbers (null for missing) or texts (null for missing).</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> Rows { get; init; }

    /// <summary>Row by row, what the model's output <see cref="Output"/> must be.</summary>
    public required IReadOnlyList<double> Predictions { get; init; }
    public string Output { get; init; } = "probability";

    /// <summary>Largest difference that still counts as the same.</summary>
    public double Tolerance { get; init; } = 1e-4;
}
