using System.Text.Json.Nodes;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Training;

/// <summary>What the parts of the bench share.</summary>
/// <param name="Folder">Where files go.</param>
/// <param name="Options">How long to measure.</param>
/// <param name="Report">Takes the checks.</param>
/// <param name="Peer">Null where there is none; <paramref name="PeerProblem"/> says why.</param>
/// <param name="PeerProblem">Why there is no peer.</param>
internal sealed record TrainStage(BenchFolder Folder, TrainBenchOptions Options, Report Report, PythonPeer? Peer, string PeerProblem)
{
    /// <summary>The number of threads that both sides train on.</summary>
    public const int Threads = 2;

    private TrainingData? _flights;

    public TrainingData Flights => _flights ??= DataSources.January(Folder);

    public static TrainingOptions Read(string recipe, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        Dictionary<string, string> read = [];
        foreach ((var name, var value) in parameters)
        {
            read[name] = value;
        }

        return Recipe.Read(recipe, read, 1, Threads);
    }

    public static TrainedModel Train(TrainingData data, TrainingOptions options) =>
        Trainer.Train(data.Train, data.Features, data.Target, options);

    /// <summary>The peer's boosting with our recipe's options.</summary>
    public static JsonObject Boosting(TrainingData data, TrainingOptions options) =>
        new()
        {
            ["do"] = "boost",
            ["data"] = data.Name,
            ["columns"] = data.Features.Count,
            ["rounds"] = options.Boosting.Rounds,
            ["patience"] = options.Patience,
            ["parameters"] = new JsonObject
            {
                ["objective"] = "binary:logistic",
                ["eval_metric"] = "logloss",
                ["max_depth"] = options.Boosting.Depth,
                ["learning_rate"] = options.LearningRate,
                ["subsample"] = options.Boosting.Subsample,
                ["colsample_bytree"] = options.Boosting.ColumnSample,
                ["lambda"] = options.Boosting.Lambda,
                ["min_child_weight"] = options.Boosting.MinChildWeight,
                ["max_bin"] = options.Bins,
            },
        };

    /// <summary>The peer's network: ours, on the rows as ours takes them.</summary>
    public JsonObject Network(TrainingData data, TrainingOptions options)
    {
        var encoding = data.WriteEncoded(Folder.Data, options);
        return new()
        {
            ["do"] = "network",
            ["data"] = data.Name,
            ["codes"] = encoding.Columns,
            ["numbers"] = encoding.Numbers.Count,
            ["tableRows"] = encoding.TableRows,
            ["hidden"] = new JsonArray([.. options.Hidden.Select(width => (JsonNode)width)]),
            ["batch"] = options.BatchSize,
            ["epochs"] = options.Epochs,
            ["rate"] = options.LearningRate,
        };
    }
}
