using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.GpuRunner.Contract;

/// <summary>What a recipe trains on.</summary>
public sealed record RecipeData
{
    public required DataContract Columns { get; init; }

    /// <summary>The files with the job's rows, in their order.</summary>
    public required IReadOnlyList<RecipeFile> Files { get; init; }

    /// <summary>Draws the rows that the recipe must leave out; null where they are not in the files.</summary>
    public Split? Split { get; init; }

    /// <summary>
    /// The fold of the remaining rows that the recipe keeps back to measure the model by; null for none, and where they are not in the
    /// files.
    /// </summary>
    public DataFold? Fold { get; init; }
}
