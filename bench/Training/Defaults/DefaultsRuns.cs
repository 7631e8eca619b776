using System.Diagnostics;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Training.Defaults;

/// <summary>
/// The models of the shortest definition, columns and label alone, beside scikit-learn's and XGBoost's at their defaults, on public tables
/// of few and of many rows.
/// </summary>
internal static class DefaultsRuns
{
    /// <summary>Points of AUC that a model may lie below the better peer's.</summary>
    private const double Below = 0.005;

    /// <summary>Times the better peer's RMSE.</summary>
    private const double Times = 1.03;

    private const double MostSeconds = 20;
    private const int MostTimedRows = 50_000;
    private const int Salts = 10;

    private static readonly string[] Goals = ["linear", "histogram"];
    private static readonly string[] Peers = [.. Goals, "xgboost"];

    public static async Task MeasureAsync(TrainStage stage)
    {
        if (stage.Peer is null)
        {
            stage.Report.Add(Check.Missing("defaults", "AUC", $">= -{Below}", stage.PeerProblem));
            return;
        }

        var vega = Path.GetDirectoryName(DataSources.FlightsFile(stage.Folder))!;
        await stage.Peer.AskAsync(
            new() { ["do"] = "tables", ["names"] = new JsonArray([.. DefaultsTable.OfScikitLearn.Select(name => (JsonNode)name)]) }
        );
        foreach (var table in DefaultsTable.All)
        {
            try
            {
                await MeasureAsync(stage, table, DefaultsRows.Read(table, vega, stage.Folder.Data, stage.Options.Data));
            }
            catch (DuckDBException missing) when (table.Query.Contains("{2}", StringComparison.Ordinal))
            {
                Console.WriteLine($"  skipped: {table.Name}: {missing.Message.Split('\n')[0]}; --data names the directory that has it");
            }
        }
    }

    private static async Task MeasureAsync(TrainStage stage, DefaultsTable table, DefaultsRows rows)
    {
        var theirs = Peers.ToDictionary(peer => peer, _ => new List<double>());
        (List<double> ours, List<double> seconds, List<string> won) = ([], [], []);
        for (var salt = 1; salt <= (stage.Options.Quick ? 3 : Salts); salt++)
        {
            var data = rows.Divide(salt);
            data.WriteColumns(stage.Folder.Data);
            foreach (var peer in Peers)
            {
                await stage.Peer!.AskAsync(Job(data, peer));
                theirs[peer].Add(Score(data, TrainingData.ReadAnswers(stage.Folder.Data, data.Name)));
            }

            var start = Stopwatch.GetTimestamp();
            var model = Trainer.Train(
                data.Train,
                data.Features,
                data.Target,
                Recipe.Read(Recipe.Auto, new Dictionary<string, string>(), salt, TrainStage.Threads)
            );
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            using var scorer = ModelScorer.Open(model.Onnx, data.Name);
            ours.Add(Score(data, scorer.Score(data.Test)));
            won.Add(model.Metrics.Recipe);
        }

        Judge(stage, table, rows, ours, theirs, won);
        if (rows.Table.RowCount <= MostTimedRows)
        {
            stage.Report.Add(
                Check.AtMost(
                    $"{rows.Name}: seconds of a default training",
                    stage.Report.Keep($"{rows.Name}, seconds", seconds),
                    "s",
                    MostSeconds
                )
            );
        }
    }

    private static void Judge(
        TrainStage stage,
        DefaultsTable table,
        DefaultsRows rows,
        List<double> ours,
        Dictionary<string, List<double>> theirs,
        List<string> won
    )
    {
        var isNumber = table.Task == TaskKind.Regression;
        stage.Report.Keep($"{rows.Name}, ours", ours);
        foreach (var peer in Peers)
        {
            stage.Report.Keep($"{rows.Name}, {peer}", theirs[peer]);
        }

        // Paired by the division, and against the peer that leaves less: the better of two of each division would be the luckier.
        var worst = Goals
            .Select(peer => Estimate.Of([.. ours.Zip(theirs[peer], (one, other) => isNumber ? one / other : one - other)]))
            .MaxBy(difference => isNumber ? difference.Median : -difference.Median)!;
        var chosen = string.Join(
            ", ",
            won.CountBy(recipe => recipe).OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}")
        );
        var measure =
            isNumber ? "RMSE"
            : table.Task == TaskKind.MultiClass ? "macro AUC"
            : "AUC";
        var note =
            $"{rows.Table.RowCount} rows, {(table.Tuned ? "" : "not ")}looked at while tuning: "
            + $"{Report.Number(Estimate.MedianOf(ours))} against "
            + $"{string.Join(", ", Peers.Select(peer => $"{peer} {Report.Number(Estimate.MedianOf(theirs[peer]))}"))}; took {chosen}";
        var name = $"{rows.Name}: {measure} of the defaults, against the better peer's";
        stage.Report.Add(
            (isNumber ? Check.AtMost(name, worst, "times", Times) : Check.AtLeast(name, worst, "points", -Below)) with
            {
                Note = note,
            }
        );
    }

    private static JsonObject Job(TrainingData data, string peer) =>
        new()
        {
            ["do"] = "default",
            ["data"] = data.Name,
            ["model"] = peer,
            ["columns"] = data.Features.Count,
            ["task"] = data.Target.Task.ToString(),
            ["classes"] = data.Target.Classes.Count,
            ["categories"] = new JsonArray([.. data.Features.Select(feature => (JsonNode)(data.Train[feature] is CategoryColumn))]),
        };

    private static double Score(TrainingData data, float[] answers) =>
        new LabelledAnswers(data.Target.Task, data.Target.Classes, data.Answers.Values, answers)
            .ValueOf(
                data.Target.Task switch
                {
                    TaskKind.Binary => QualityMeasure.Auc,
                    TaskKind.MultiClass => QualityMeasure.MacroAuc,
                    _ => QualityMeasure.Rmse,
                }
            )!
            .Value;
}
