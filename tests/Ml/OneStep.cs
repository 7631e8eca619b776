using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Tests.Ml;

/// <summary>One step of a small network on forty rows.</summary>
internal sealed class OneStep : IDisposable
{
    public const double Rate = 0.01;
    private const int Rows = 40;

    private readonly TrainingOptions _options;
    private readonly Network _network;
    private readonly Batch _batch;
    private readonly byte[] _graph;
    private readonly InferenceSession _session;

    public OneStep(string recipe, TaskKind task, string parameters)
    {
        var read = parameters
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        (read["bins"], read["min-category-rows"]) = ("4", "1");
        if (recipe == "mlp")
        {
            read["hidden"] = "8,6";
        }

        _options = Recipe.Read(recipe, read, 1, 1);
        var planted = PlantedTask.Of(task, Rows);
        int[] all = [.. Enumerable.Range(0, Rows)];
        var encoding = FeatureEncoding.Fit(planted.Table, PlantedTable.Features, _options);
        _network = Network.For(encoding, _options.Hidden, planted.Target.Outputs);
        var rows = TrainingRows.Of(planted.Target, all, _options);
        _batch = new Batch(encoding.Encode(planted.Table), rows, encoding, _options.Dropout > 0 ? _options.Hidden : [], Rows);
        _batch.Fill(all, new SeededRandom(6L), _options);
        _graph = StepGraph.Build(_network, rows.Head, _batch, _options.WeightDecay > 0, _options.Precision);
        _session = Sessions.Open(_graph, _options);
    }

    public static byte[] GraphOf(string recipe, string parameters)
    {
        using var step = new OneStep(recipe, TaskKind.Binary, parameters);
        return step._graph;
    }

    public float[] Start()
    {
        var random = new SeededRandom(5L);
        return [.. Enumerable.Range(0, _network.ParameterCount).Select(_ => 0.4f * random.Normal())];
    }

    public (double Loss, OptimiserMemory Memory) Take(float[] parameters) => Take(OptimiserMemory.From(parameters, _options.Precision));

    public (double Loss, OptimiserMemory Memory) Take(OptimiserMemory start)
    {
        using var optimiser = new Optimiser(_session, _batch, start, _options.WeightDecay);
        return (optimiser.Step(Rate), optimiser.Memory);
    }

    public void Dispose()
    {
        _session.Dispose();
        _batch.Dispose();
    }
}
