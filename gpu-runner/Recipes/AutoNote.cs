using System.Globalization;
using ServerlessML.Ml.Training;

namespace ServerlessML.GpuRunner.Recipes;

/// <summary>Says what recipe <c>auto</c> tried, and which it took.</summary>
internal static class AutoNote
{
    public static string Of(string winner, IReadOnlyList<TriedRecipe> tried) =>
        $"Recipe '{Recipe.Auto}' took '{winner}'; of rows that were kept back: {string.Join("; ", tried.Select(One))}.";

    private static string One(TriedRecipe tried) =>
        tried.Score is { } score
            ? string.Create(CultureInfo.InvariantCulture, $"{tried.Recipe} a loss of {-score:0.####}")
            : $"{tried.Recipe} no model ({tried.Error?.TrimEnd('.')})";
}
