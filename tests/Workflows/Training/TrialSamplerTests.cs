using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ServerlessML.Workflows.Training.Search;

namespace ServerlessML.Tests.Workflows.Training;

public sealed class TrialSamplerTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20200101UL, 7UL);

    [Fact]
    public void Points_AnySettings_AreTheSameAgain() => Holds(settings => Texts(settings).SequenceEqual(Texts(settings)));

    [Fact]
    public void Points_AnySettings_AreAllDifferent() =>
        Holds(settings => Texts(settings) is var texts && texts.Distinct().Count() == texts.Count);

    [Fact]
    public void Points_MoreTrials_OnlyAddSomeAtTheEnd() =>
        Holds(settings => Texts(settings with { Trials = settings.Trials + 7 }).Take(Texts(settings).Count).SequenceEqual(Texts(settings)));

    [Fact]
    public void Points_OfASpaceThatCanBeCounted_AreAsManyAsAskedForOrAsThereAre() =>
        Holds(settings =>
            SearchSpace.SizeOf(settings.Space) is not { } size || TrialSampler.Points(settings).Count == Math.Min(size, settings.Trials)
        );

    [Fact]
    public void Points_EveryValue_IsInItsSpace() =>
        Holds(settings =>
            TrialSampler
                .Points(settings)
                .All(point =>
                {
                    var space = settings.Space.Single(recipe => recipe.Recipe == point.Recipe).Parameters;
                    return point.Parameters.Count == space.Count
                        && space.All(parameter => IsIn(parameter, point.Parameters[parameter.Name]));
                })
        );

    [Fact]
    public void Points_OfSeveralRecipes_ComeInTurn()
    {
        var settings = Settings(
            new() { Recipe = "mlp", Parameters = [Log("learning-rate", 0.001, 0.1)] },
            new()
            {
                Recipe = "xgboost",
                Parameters =
                [
                    new()
                    {
                        Name = "depth",
                        From = 4,
                        To = 6,
                        Scale = ParameterScale.Int,
                    },
                ],
            }
        ) with
        {
            Trials = 8,
        };
        Assert.Equal(
            ["mlp", "xgboost", "mlp", "xgboost", "mlp", "xgboost", "mlp", "mlp"],
            TrialSampler.Points(settings).Select(point => point.Recipe)
        );
    }

    [Fact]
    public void Points_OfALogarithmicRange_AreEvenInTheLogarithm()
    {
        var settings = Settings(new RecipeSpace { Recipe = "mlp", Parameters = [Log("learning-rate", 0.0001, 1)] }) with { Trials = 200 };
        var below = TrialSampler
            .Points(settings)
            .Count(point => double.Parse(point.Parameters["learning-rate"], CultureInfo.InvariantCulture) < 0.01);
        Assert.InRange(below, 80, 120);
    }

    [Fact]
    public void Points_OtherSeed_AreOthers()
    {
        var settings = Settings(new RecipeSpace { Recipe = "mlp", Parameters = [Log("learning-rate", 0.0001, 1)] });
        Assert.Empty(Texts(settings).Intersect(Texts(settings with { Seed = 2 })));
    }

    [Fact]
    public void Points_OfAGrid_AreListsTimesSteps()
    {
        var settings = Settings(
            new() { Recipe = "mlp", Parameters = [new() { Name = "epochs", Values = ["1", "2"] }, Log("learning-rate", 0.001, 0.1)] },
            new()
            {
                Recipe = "xgboost",
                Parameters =
                [
                    new()
                    {
                        Name = "depth",
                        From = 4,
                        To = 5,
                        Scale = ParameterScale.Int,
                        Steps = 5,
                    },
                ],
            }
        ) with
        {
            Kind = SearchKind.Grid,
        };
        Assert.Equal(
            [
                "mlp(epochs=1, learning-rate=0.001)",
                "mlp(epochs=1, learning-rate=0.01)",
                "mlp(epochs=1, learning-rate=0.1)",
                "mlp(epochs=2, learning-rate=0.001)",
                "mlp(epochs=2, learning-rate=0.01)",
                "mlp(epochs=2, learning-rate=0.1)",
                "xgboost(depth=4)",
                "xgboost(depth=5)",
            ],
            Texts(settings)
        );
        Assert.Equal(8, SearchSpace.GridSizeOf(settings.Space));
    }

    private static bool IsIn(ParameterSpace parameter, string text)
    {
        if (parameter.Values is { } values)
        {
            return values.Contains(text);
        }

        var value = double.Parse(text, CultureInfo.InvariantCulture);
        return value >= parameter.From && value <= parameter.To && (parameter.Scale != ParameterScale.Int || value == Math.Floor(value));
    }

    private static void Holds(Func<SearchSettings, bool> property) =>
        Check.One(Fixed, Prop.ForAll(SearchSettingsCases.Any.ToArbitrary(), property));

    private static List<string> Texts(SearchSettings settings) => [.. TrialSampler.Points(settings).Select(point => point.Text())];

    private static SearchSettings Settings(params RecipeSpace[] space) => new() { Kind = SearchKind.Random, Space = space };

    private static ParameterSpace Log(string name, double from, double to) =>
        new()
        {
            Name = name,
            From = from,
            To = to,
            Scale = ParameterScale.Log,
        };
}
