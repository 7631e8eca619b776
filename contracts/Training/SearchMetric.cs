using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Training;

/// <summary>What trials can be ranked by, of the measures that a training leaves.</summary>
public static class SearchMetric
{
    private static readonly string[] Losses = ["log-loss", "rmse", "mae"];

    /// <summary>The first is taken where none is named.</summary>
    public static IReadOnlyList<string> Of(TaskKind task) => task switch
    {
        TaskKind.Binary => [SearchSettings.Auc, "log-loss", "accuracy"],
        TaskKind.MultiClass => ["log-loss", "macro-auc", "accuracy"],
        _ => ["rmse", "mae", "r2"],
    };

    /// <summary>Turns a measure into a score of which the higher is the better: a loss is negated.</summary>
    public static double Score(string metric, double value) => Losses.Contains(metric) ? -value : value;
}
