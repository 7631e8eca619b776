using System.Globalization;
using ServerlessML.Ml.Training.Boosting;

namespace ServerlessML.Ml.Training;

/// <summary>Reads a recipe's name and parameters, strictly.</summary>
public static class Recipe
{
    /// <summary>Tries the others, and takes the best.</summary>
    public const string Auto = "auto";

    public const string Linear = "linear";
    public const string Mlp = "mlp";

    public const string Xgboost = "xgboost";

    private static readonly string[] Networks = [Linear, Mlp];
    private static readonly string[] Trees = [Xgboost];
    private static readonly string[] All = [.. Networks, .. Trees];
    private static readonly string[] Every = [Auto, .. All];

    private static readonly Dictionary<string, (string[] Recipes, Func<TrainingOptions, string, TrainingOptions> Apply)> Parameters = new(
        StringComparer.Ordinal
    )
    {
        ["batch-size"] = (Networks, (options, text) => options with { BatchSize = Whole(text, 1, 65536) }),
        ["bins"] = (All, (options, text) => options with { Bins = Whole(text, options.Recipe == Xgboost ? 2 : 1, 1024) }),
        ["category-order"] = (Trees, (options, text) =>
            options with
            {
                Boosting = options.Boosting with
                {
                    CategoryOrder = OneOf(text, ("frequency", CategoryOrder.Frequency), ("label", CategoryOrder.Label)),
                },
            }
        ),
        ["class-weights"] = (Every, Weighing),
        ["colsample"] = (Trees, Boosting((boosting, text) => boosting with { ColumnSample = Number(text, 0.01, 1) })),
        ["depth"] = (Trees, Boosting((boosting, text) => boosting with { Depth = Whole(text, 1, 16) })),
        ["dropout"] = ([Mlp], (options, text) => options with { Dropout = Number(text, 0, 0.9) }),
        ["epochs"] = (Networks, (options, text) => options with { Epochs = Whole(text, 1, 10_000) }),
        ["hidden"] = (Networks, (options, text) => options with { Hidden = Widths(options.Recipe, text) }),
        ["lambda"] = (Trees, Boosting((boosting, text) => boosting with { Lambda = Number(text, 0, 1e6) })),
        ["learning-rate"] = (All, (options, text) =>
            options with
            {
                LearningRate = Number(text, 1e-7, options.Recipe == Xgboost ? 1 : 1000),
            }
        ),
        ["max-categories"] = (Every, (options, text) => options with { MaxCategories = Whole(text, 1, 100_000) }),
        ["min-category-rows"] = (Every, (options, text) => options with { MinCategoryRows = Whole(text, 1, int.MaxValue) }),
        ["min-child-weight"] = (Trees, Boosting((boosting, text) => boosting with { MinChildWeight = Number(text, 0, 1e9) })),
        ["missing-indicators"] = (Networks, (options, text) =>
            options with
            {
                MissingIndicators = OneOf(text, ("true", true), ("false", false)),
            }
        ),
        ["patience"] = (All, (options, text) => options with { Patience = Whole(text, 0, 10_000) }),
        ["precision"] = (Networks, (options, text) =>
            options with
            {
                Precision = OneOf(text, ("float32", Precision.Float32), ("mixed", Precision.Mixed)),
            }
        ),
        ["rounds"] = (Trees, Boosting((boosting, text) => boosting with { Rounds = Whole(text, 1, 10_000) })),
        ["scaling"] = (Networks, (options, text) =>
            options with
            {
                Scaling = OneOf(text, ("standard", Scaling.Standard), ("quantile", Scaling.Quantile)),
            }
        ),
        ["schedule"] = (Networks, (options, text) =>
            options with
            {
                Schedule = OneOf(
                    text,
                    ("cosine", RateSchedule.Cosine),
                    ("linear", RateSchedule.Linear),
                    ("constant", RateSchedule.Constant)
                ),
            }
        ),
        ["subsample"] = (Trees, Boosting((boosting, text) => boosting with { Subsample = Number(text, 0.01, 1) })),
        ["unknown-share"] = (Networks, (options, text) => options with { UnknownShare = Number(text, 0, 0.5) }),
        ["until"] = (All, (options, text) => options with { Until = Number(text, 1e-6, 1) }),
        ["validation-share"] = (All, (options, text) => options with { ValidationShare = Number(text, 0, 0.5) }),
        ["warm-up"] = (Networks, (options, text) => options with { WarmUp = Number(text, 0, 0.9) }),
        ["weight-decay"] = (Networks, (options, text) => options with { WeightDecay = Number(text, 0, 10) }),
    };

    public static IReadOnlyCollection<string> Names => Every;

    /// <summary>Those that a search may draw from, and that <see cref="Auto"/> tries, the cheapest first.</summary>
    public static IReadOnlyCollection<string> Single => All;

    /// <summary>Why a recipe cannot train on this machine; null where it can.</summary>
    public static string? Lacking(string recipe) => recipe == Xgboost && !XgboostLibrary.IsThere ? XgboostLibrary.Missing : null;

    /// <summary>The parameters of all recipes.</summary>
    public static IReadOnlyCollection<string> ParameterNames => Parameters.Keys;

    /// <summary>Name and version of the library that trains; null where ONNX Runtime does, or where the library is missing.</summary>
    public static string? LibraryOf(string recipe) =>
        recipe == Xgboost && XgboostLibrary.IsThere ? $"libxgboost {XgboostLibrary.Version}" : null;

    /// <exception cref="TrainingException">The recipe or a parameter is unknown, or a value is not allowed.</exception>
    public static TrainingOptions Read(string recipe, IReadOnlyDictionary<string, string> parameters, int seed, int threads)
    {
        var options = Defaults(recipe) with
        {
            Given = [.. parameters.Keys.Order(StringComparer.Ordinal)],
            Seed = seed,
            Threads = threads is >= 1 and <= 256 ? threads : throw new TrainingException($"{threads} threads: must be 1 to 256."),
        };
        foreach (var (name, text) in parameters)
        {
            if (!Parameters.TryGetValue(name, out var parameter) || !parameter.Recipes.Contains(recipe))
            {
                var known = Parameters.Where(pair => pair.Value.Recipes.Contains(recipe)).Select(pair => pair.Key);
                throw new TrainingException($"Recipe '{recipe}' has no parameter '{name}'; it has: {string.Join(", ", known)}.");
            }

            try
            {
                options = parameter.Apply(options, text);
            }
            catch (FormatException wrong)
            {
                throw new TrainingException($"Parameter '{name}' of recipe '{recipe}' is '{text}': {wrong.Message}");
            }
        }

        return options;
    }

    private static TrainingOptions Defaults(string recipe) =>
        recipe switch
        {
            Auto => new() { Recipe = recipe },
            Linear => new() { Recipe = recipe, LearningRate = 0.01 },
            Mlp => new()
            {
                Recipe = recipe,
                Hidden = [64, 32],
                LearningRate = 0.015,
            },
            Xgboost => new()
            {
                Recipe = recipe,
                LearningRate = 0.2,
                Bins = 256,
                Patience = 20,
            },
            _ => throw new TrainingException($"There is no recipe '{recipe}'; there are: {string.Join(", ", Names)}."),
        };

    private static Func<TrainingOptions, string, TrainingOptions> Boosting(Func<BoostingOptions, string, BoostingOptions> apply) =>
        (options, text) => options with { Boosting = apply(options.Boosting, text) };

    private static int Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"must be a whole number from {least} to {most}.");

    private static double Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}."));

    private static T OneOf<T>(string text, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        foreach (var (name, value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        throw new FormatException($"must be one of: {string.Join(", ", choices.ToArray().Select(choice => choice.Name))}.");
    }

    private static TrainingOptions Weighing(TrainingOptions options, string text) =>
        text switch
        {
            "none" => options,
            "balanced" => options with { BalancedClasses = true },
            _ => options with { ClassWeights = [.. List(text).Select(weight => Number(weight, 0, 1e6))] },
        };

    private static string[] List(string text) => text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);

    private static int[] Widths(string recipe, string text)
    {
        if (recipe == Linear)
        {
            throw new FormatException("a linear model has no hidden layers.");
        }

        return [.. List(text).Select(width => Whole(width, 1, 4096))];
    }
}
