using System.Globalization;

namespace ServerlessML.Ml.Training;

/// <summary>Reads a recipe's name and parameters, strictly.</summary>
public static class Recipe
{
    public const string Linear = "linear";
    public const string Mlp = "mlp";

    private static readonly Dictionary<string, Func<TrainingOptions, string, TrainingOptions>> Parameters = new(StringComparer.Ordinal)
    {
        ["batch-size"] = (options, text) => options with { BatchSize = Whole(text, 1, 65536) },
        ["bins"] = (options, text) => options with { Bins = Whole(text, 1, 1024) },
        ["epochs"] = (options, text) => options with { Epochs = Whole(text, 1, 10_000) },
        ["hidden"] = (options, text) => options with { Hidden = Widths(options.Recipe, text) },
        ["learning-rate"] = (options, text) => options with { LearningRate = Number(text, 1e-7, 1000) },
        ["max-categories"] = (options, text) => options with { MaxCategories = Whole(text, 1, 100_000) },
        ["min-category-rows"] = (options, text) => options with { MinCategoryRows = Whole(text, 1, int.MaxValue) },
        ["patience"] = (options, text) => options with { Patience = Whole(text, 0, 10_000) },
        ["unknown-share"] = (options, text) => options with { UnknownShare = Number(text, 0, 0.5) },
        ["validation-share"] = (options, text) => options with { ValidationShare = Number(text, 0, 0.5) },
    };

    public static IReadOnlyCollection<string> Names { get; } = [Linear, Mlp];

    /// <summary>What parameters a recipe takes.</summary>
    public static IReadOnlyCollection<string> ParameterNames => Parameters.Keys;

    /// <exception cref="TrainingException">The recipe or a parameter is unknown, or a value is not allowed.</exception>
    public static TrainingOptions Read(string recipe, IReadOnlyDictionary<string, string> parameters, int seed, int threads)
    {
        var options = new TrainingOptions
        {
            Recipe = recipe,
            Hidden = recipe switch
            {
                Linear => [],
                Mlp => [64, 32],
                _ => throw new TrainingException($"There is no recipe '{recipe}'; there are: {string.Join(", ", Names)}."),
            },
            LearningRate = recipe == Linear ? 0.01 : 0.015,
            Seed = seed,
            Threads = threads is >= 1 and <= 256 ? threads : throw new TrainingException($"{threads} threads: must be 1 to 256."),
        };
        foreach (var (name, text) in parameters)
        {
            if (!Parameters.TryGetValue(name, out var apply))
            {
                throw new TrainingException(
                    $"Recipe '{recipe}' has no parameter '{name}'; it has: {string.Join(", ", ParameterNames)}.");
            }

            try
            {
                options = apply(options, text);
            }
            catch (FormatException wrong)
            {
                throw new TrainingException($"Parameter '{name}' of recipe '{recipe}' is '{text}': {wrong.Message}");
            }
        }

        return options;
    }

    private static int Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"must be a whole number from {least} to {most}.");

    private static double Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}."));

    private static int[] Widths(string recipe, string text)
    {
        if (recipe == Linear)
        {
            throw new FormatException("a linear model has no hidden layers.");
        }

        return [.. text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries).Select(width => Whole(width, 1, 4096))];
    }
}
