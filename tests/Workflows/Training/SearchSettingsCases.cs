using FsCheck;
using FsCheck.Fluent;

namespace ServerlessML.Tests.Workflows.Training;

/// <summary>Spaces of lists and ranges, of one to three recipes.</summary>
internal static class SearchSettingsCases
{
    private static readonly Gen<ParameterSpace> Lists =
        from count in Gen.Choose(1, 4)
        select new ParameterSpace { Name = "", Values = [.. Enumerable.Range(1, count).Select(value => $"v{value}")] };

    private static readonly Gen<ParameterSpace> Ranges =
        from scale in Gen.Elements(ParameterScale.Linear, ParameterScale.Log, ParameterScale.Int)
        from low in Gen.Choose(1, 50)
        from width in Gen.Choose(1, 200)
        select new ParameterSpace
        {
            Name = "",
            From = low,
            To = low + width,
            Scale = scale,
        };

    private static readonly Gen<RecipeSpace> Recipes =
        from parameters in Gen.NonEmptyListOf(Gen.OneOf(Lists, Ranges))
        select new RecipeSpace
        {
            Recipe = "",
            Parameters = [.. parameters.Take(3).Select((parameter, index) => parameter with { Name = $"p{index}" })],
        };

    public static Gen<SearchSettings> Any { get; } =
        from kind in Gen.Elements(SearchKind.Random, SearchKind.Asha)
        from trials in Gen.Choose(1, 60)
        from seed in Gen.Choose(0, 1000)
        from recipes in Gen.NonEmptyListOf(Recipes)
        select new SearchSettings
        {
            Kind = kind,
            Trials = trials,
            Seed = seed,
            Space = [.. recipes.Take(3).Select((recipe, index) => recipe with { Recipe = $"r{index}" })],
        };
}
