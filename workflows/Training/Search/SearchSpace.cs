using System.Globalization;

namespace ServerlessML.Workflows.Training.Search;

/// <summary>How large a space is, and its points where they can be listed.</summary>
public static class SearchSpace
{
    /// <summary>Different points; null for more than can be counted, as of a range that is not of whole numbers.</summary>
    public static long? SizeOf(RecipeSpace space)
    {
        var size = 1L;
        foreach (var parameter in space.Parameters)
        {
            var count =
                parameter.Values is { } values ? values.Count
                : parameter.Scale == ParameterScale.Int ? (long)(parameter.To!.Value - parameter.From!.Value) + 1
                : 0;
            size *= count;
            if (count == 0 || size > int.MaxValue)
            {
                return null;
            }
        }

        return size;
    }

    /// <summary>The number of different points of all recipes together; null for more than can be counted.</summary>
    public static long? SizeOf(IReadOnlyList<RecipeSpace> space)
    {
        var sizes = space.Select(SizeOf).ToList();
        return sizes.Contains(null) ? null : sizes.Sum();
    }

    /// <summary>How many points a grid has.</summary>
    public static long GridSizeOf(IReadOnlyList<RecipeSpace> space) =>
        space.Sum(recipe => recipe.Parameters.Aggregate(1L, (size, parameter) => Math.Min(int.MaxValue, size * GridOf(parameter).Count)));

    /// <summary>Every point, by the values of lists and the steps of ranges.</summary>
    public static IReadOnlyList<TrialPoint> Grid(RecipeSpace space) => Product(space, GridOf);

    /// <summary>Every point of a space that <see cref="SizeOf(RecipeSpace)"/> counts.</summary>
    internal static IReadOnlyList<TrialPoint> All(RecipeSpace space) =>
        Product(space, parameter =>
            parameter.Values
            ??
            [
                .. Enumerable
                    .Range(0, (int)(parameter.To!.Value - parameter.From!.Value) + 1)
                    .Select(step => Text(parameter, parameter.From.Value + step)),
            ]
        );

    /// <summary>A place in a range, 0 to 1, as the parameter's text: four significant digits, within the range.</summary>
    internal static string At(ParameterSpace parameter, double place)
    {
        var (from, to) = (parameter.From!.Value, parameter.To!.Value);
        return Text(
            parameter,
            parameter.Scale switch
            {
                ParameterScale.Int => Math.Min(to, from + Math.Floor(place * (to - from + 1))),
                ParameterScale.Log => Math.Exp(Math.Log(from) + (place * (Math.Log(to) - Math.Log(from)))),
                _ => from + (place * (to - from)),
            }
        );
    }

    private static IReadOnlyList<string> GridOf(ParameterSpace parameter) =>
        parameter.Values
        ??
        [
            .. Enumerable
                .Range(0, parameter.Steps)
                .Select(step => parameter.Steps == 1 ? 0 : step / (parameter.Steps - 1.0))
                .Select(place =>
                    parameter.Scale == ParameterScale.Int
                        ? Text(parameter, Math.Round(parameter.From!.Value + (place * (parameter.To!.Value - parameter.From.Value))))
                        : At(parameter, place)
                )
                .Distinct(),
        ];

    private static IReadOnlyList<TrialPoint> Product(RecipeSpace space, Func<ParameterSpace, IReadOnlyList<string>> values)
    {
        List<SortedDictionary<string, string>> points = [new(StringComparer.Ordinal)];
        foreach (var parameter in space.Parameters)
        {
            points =
            [
                .. points.SelectMany(point =>
                    values(parameter)
                        .Select(value => new SortedDictionary<string, string>(point, StringComparer.Ordinal) { [parameter.Name] = value })
                ),
            ];
        }

        return [.. points.Select(parameters => new TrialPoint { Recipe = space.Recipe, Parameters = parameters })];
    }

    // Digits that make no difference would only be in people's way; the ends stay what they were written as.
    private static string Text(ParameterSpace parameter, double value)
    {
        if (parameter.Scale == ParameterScale.Int)
        {
            return value.ToString("F0", CultureInfo.InvariantCulture);
        }

        var rounded = double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(rounded, parameter.From!.Value, parameter.To!.Value).ToString("R", CultureInfo.InvariantCulture);
    }
}
