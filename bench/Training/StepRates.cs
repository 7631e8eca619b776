using System.Diagnostics;
using System.Text.Json.Nodes;
using ServerlessML.Bench.Serving;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Training;

/// <summary>Training steps a second of a network, and of the same network in eager PyTorch: as many steps, in turn.</summary>
internal static class StepRates
{
    private const double Goal = 2;
    private const int Steps = 780;

    public static async Task MeasureAsync(TrainStage stage)
    {
        const string name = "mlp: steps a second, times eager PyTorch's";
        if (stage.Peer is null)
        {
            stage.Report.Add(Check.Missing(name, "times", $">= {Goal}", stage.PeerProblem));
            return;
        }

        // One epoch of as many rows as the steps take, without validation.
        var options = TrainStage.Read(Recipe.Mlp, ("epochs", "1"), ("validation-share", "0"));
        var data = stage.Flights with { Train = stage.Flights.Train.Take([.. Enumerable.Range(0, Steps * options.BatchSize)]) };
        data = data with { Target = data.Target with { Values = data.Target.Values[..data.Train.RowCount] } };
        var job = stage.Network(data, options);
        job["steps"] = Steps;
        (List<double> ours, List<double> theirs) = ([], []);
        for (var round = 0; round <= stage.Options.Rounds; round++)
        {
            var ourRate = Rate(data, options);
            var peer = await stage.Peer.AskAsync((JsonObject)job.DeepClone());
            // The first of both warms up.
            if (round == 0)
            {
                continue;
            }

            ours.Add(ourRate);
            theirs.Add(peer["steps"]!.GetValue<int>() / peer["seconds"]!.GetValue<double>());
        }

        stage.Report.Keep("mlp, steps a second", ours);
        stage.Report.Keep("PyTorch, steps a second", theirs);
        stage.Report.Add(
            Check.AtLeast(name, MeasuredTarget.Against(ours, theirs), "times", Goal) with
            {
                Note =
                    $"{Report.Number(Estimate.MedianOf(ours))} against {Report.Number(Estimate.MedianOf(theirs))}, batches of "
                    + $"{options.BatchSize}",
            }
        );
    }

    /// <summary>
    /// Measures the rate from the first report to the last: the peer's loop, too, is timed without what comes before and after it.
    /// </summary>
    private static double Rate(TrainingData data, TrainingOptions options)
    {
        List<(long Step, long Time)> reports = [];
        Trainer.Train(data.Train, data.Features, data.Target, options, step => reports.Add((step.Step, Stopwatch.GetTimestamp())));
        (var first, var start) = reports[0];
        (var last, var end) = reports[^1];
        return (last - first) / Stopwatch.GetElapsedTime(start, end).TotalSeconds;
    }
}
