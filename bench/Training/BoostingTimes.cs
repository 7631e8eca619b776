using System.Diagnostics;
using System.Text.Json.Nodes;
using ServerlessML.Bench.Serving;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Training;

/// <summary>Times the way from columns in memory to a model that can be stored, and the same in Python's XGBoost, in turn.</summary>
internal static class BoostingTimes
{
    private const double Goal = 1.05;
    private const int Rounds = 3;

    public static async Task MeasureAsync(TrainStage stage)
    {
        const string name = "xgboost: time end to end, times Python XGBoost's";
        if (stage.Peer is null)
        {
            stage.Report.Add(Check.Missing(name, "times", $"<= {Goal}", stage.PeerProblem));
            return;
        }

        var options = TrainStage.Read(Recipe.Xgboost, ("patience", "0"));
        stage.Flights.WriteColumns(stage.Folder.Data);
        (List<double> ours, List<double> theirs) = ([], []);
        for (var round = 0; round < (stage.Options.Quick ? 1 : Rounds); round++)
        {
            var start = Stopwatch.GetTimestamp();
            TrainStage.Train(stage.Flights, options);
            ours.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            var peer = await stage.Peer.AskAsync(TrainStage.Boosting(stage.Flights, options));
            theirs.Add(peer["seconds"]!.GetValue<double>());
        }

        stage.Report.Keep("xgboost, seconds end to end", ours);
        stage.Report.Keep("Python XGBoost, seconds end to end", theirs);
        stage.Report.Add(
            Check.AtMost(name, MeasuredTarget.Against(ours, theirs), "times", Goal) with
            {
                Note =
                    $"{Report.Number(Estimate.MedianOf(ours))} s against {Report.Number(Estimate.MedianOf(theirs))} s, "
                    + $"{options.Boosting.Rounds} rounds of {stage.Flights.Train.RowCount} rows",
            }
        );
    }
}
