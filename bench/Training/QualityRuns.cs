using System.Text.Json.Nodes;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Training;

/// <summary>How good the models are on rows that they have not seen, beside the same kind of model of a Python library.</summary>
internal static class QualityRuns
{
    /// <summary>Points of AUC that a model may lie below its peer's.</summary>
    private const double Below = 0.003;
    private const double BikeRatio = 1.05;

    public static async Task MeasureAsync(TrainStage stage)
    {
        TrainingOptions trees = TrainStage.Read(Recipe.Xgboost),
            network = TrainStage.Read(Recipe.Mlp, ("batch-size", "256"), ("epochs", "4"));
        await CompareAsync(stage, stage.Flights, Recipe.Xgboost, trees, 0.735);
        await CompareAsync(stage, stage.Flights, Recipe.Mlp, network, 0.71);
        var small = TrainStage.Read(
            Recipe.Xgboost,
            ("rounds", "300"),
            ("depth", "5"),
            ("learning-rate", "0.1"),
            ("category-order", "label")
        );
        var census = TrainStage.Read(
            Recipe.Mlp,
            ("batch-size", "128"),
            ("epochs", "6"),
            ("dropout", "0.2"),
            ("learning-rate", "0.005"),
            ("weight-decay", "0")
        );
        if (DataSources.Adult(stage.Options.Data) is { } adult)
        {
            await CompareAsync(stage, adult, Recipe.Xgboost, small, 0.925);
            await CompareAsync(stage, adult, Recipe.Mlp, census, 0.910);
        }
        else
        {
            Skip("adult", stage.Options.Data);
        }

        if (DataSources.Bike(stage.Options.Data) is { } bike)
        {
            await BikeAsync(stage, bike);
        }
        else
        {
            Skip("bike", stage.Options.Data);
        }
    }

    private static void Skip(string name, string directory) =>
        Console.WriteLine($"  skipped: {Path.Combine(directory, name)} is not there; --data names the directory that has it");

    private static async Task CompareAsync(TrainStage stage, TrainingData data, string recipe, TrainingOptions options, double least)
    {
        options = SizedDefaults.For(options, data.Train.RowCount, data.Features.Count);
        var auc = data.Score(TrainStage.Train(data, options));
        stage.Report.Keep($"{data.Name}, {recipe}, AUC", [auc]);
        stage.Report.Add(new($"{data.Name}, {recipe}: AUC on held-out rows", auc, "AUC", $">= {least}", auc >= least));
        var name = $"{data.Name}, {recipe}: AUC less {(recipe == Recipe.Xgboost ? "Python XGBoost's" : "the same network's in PyTorch")}";
        if (stage.Peer is null)
        {
            stage.Report.Add(Check.Missing(name, "AUC", $">= -{Below}", stage.PeerProblem));
            return;
        }

        data.WriteColumns(stage.Folder.Data);
        await stage.Peer.AskAsync(recipe == Recipe.Xgboost ? TrainStage.Boosting(data, options) : stage.Network(data, options));
        var theirs = data.Score(TrainingData.ReadAnswers(stage.Folder.Data, data.Name));
        stage.Report.Keep($"{data.Name}, {recipe}, peer's AUC", [theirs]);
        stage.Report.Add(
            new(name, auc - theirs, "AUC", $">= -{Below}", auc - theirs >= -Below) { Note = $"the peer's is {Report.Number(theirs)}" }
        );
    }

    private static async Task BikeAsync(TrainStage stage, TrainingData bike)
    {
        var rmse = bike.Score(
            TrainStage.Train(
                bike,
                TrainStage.Read(
                    Recipe.Xgboost,
                    ("rounds", "400"),
                    ("depth", "6"),
                    ("learning-rate", "0.05"),
                    ("subsample", "0.8"),
                    ("patience", "0"),
                    ("validation-share", "0")
                )
            )
        );
        stage.Report.Keep("bike, xgboost, RMSE", [rmse]);
        const string name = "bike, xgboost: RMSE of the last fifth, against scikit-learn's HistGradientBoosting";
        if (stage.Peer is null)
        {
            stage.Report.Add(Check.Missing(name, "ratio", $"<= {BikeRatio}", stage.PeerProblem));
            return;
        }

        bike.WriteColumns(stage.Folder.Data);
        await stage.Peer.AskAsync(
            new JsonObject
            {
                ["do"] = "histogram",
                ["data"] = bike.Name,
                ["columns"] = bike.Features.Count,
            }
        );
        var theirs = bike.Score(TrainingData.ReadAnswers(stage.Folder.Data, bike.Name));
        stage.Report.Keep("bike, scikit-learn, RMSE", [theirs]);
        stage.Report.Add(
            new(name, rmse / theirs, "ratio", $"<= {BikeRatio}", rmse / theirs <= BikeRatio)
            {
                Note = $"{Report.Number(rmse)} against {Report.Number(theirs)}",
            }
        );
    }
}
