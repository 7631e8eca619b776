using System.Globalization;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>The recipe's options in the library's words.</summary>
internal static class BoostingParameters
{
    /// <param name="options">The recipe's.</param>
    /// <param name="head">What the trees' sums mean.</param>
    /// <param name="part">Counts from 0: each part draws its own rows and columns.</param>
    /// <exception cref="DeviceMissingException">The library cannot use the device.</exception>
    public static IEnumerable<(string Name, string Value)> Of(TrainingOptions options, Head head, int part)
    {
        var boosting = options.Boosting;
        var (objective, metric) = head.Task switch
        {
            TaskKind.Binary => ("binary:logistic", "logloss"),
            TaskKind.MultiClass => ("multi:softprob", "mlogloss"),
            _ => ("reg:squarederror", "rmse"),
        };
        yield return ("objective", objective);
        yield return ("eval_metric", metric);
        if (head.Task == TaskKind.MultiClass)
        {
            yield return ("num_class", Text(head.Outputs));
        }

        yield return ("max_depth", Text(boosting.Depth));
        yield return ("learning_rate", Text(options.LearningRate));
        yield return ("subsample", Text(boosting.Subsample));
        yield return ("colsample_bytree", Text(boosting.ColumnSample));
        yield return ("lambda", Text(boosting.Lambda));
        yield return ("min_child_weight", Text(boosting.MinChildWeight));
        yield return ("max_bin", Text(options.Bins));
        yield return ("seed", Text(unchecked(options.Seed + (part * 7919)) & int.MaxValue));
        yield return ("nthread", Text(options.Threads));
        yield return ("verbosity", "0");
        if (options.Device == Device.Cpu)
        {
            yield return ("tree_method", "hist");
            yield break;
        }

        if (!XgboostLibrary.HasCuda())
        {
            throw new DeviceMissingException(
                $"Device 'cuda' is not available: libxgboost {XgboostLibrary.Version} was built without CUDA."
            );
        }

        if (XgboostLibrary.Version.Major >= 2)
        {
            yield return ("tree_method", "hist");
            yield return ("device", "cuda");
        }
        else
        {
            yield return ("tree_method", "gpu_hist");
        }
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
