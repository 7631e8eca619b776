using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Tests.Ml;

/// <summary>One step of a small network on forty rows.</summary>
internal sealed class OneStep : IDisposable
{
    public const double Rate = 0.01;
    private const int Rows = 40;

    private readonly TrainingOptions options;
    private readonly Network network;
    private readonly Batch batch;
    private readonly byte[] graph;
    private readonly InferenceSession session;

    public OneStep(string recipe, TaskKind task, string parameters)
    {
        var read = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        (read["bins"], read["min-category-rows"]) = ("4", "1");
        if (recipe == "mlp")
        {
            read["hidden"] = "8,6";
        }

        options = Recipe.Read(recipe, read, 1, 1);
        var planted = PlantedTask.Of(task, Rows);
        int[] all = [.. Enumerable.Range(0, Rows)];
        var encoding = FeatureEncoding.Fit(planted.Table, PlantedTable.Features, options);
        network = Network.For(encoding, options.Hidden, planted.Target.Outputs);
        var rows = new TrainingRows(planted.Target.Values, Head.For(planted.Target, all), TrainingRows.WeightsOf(planted.Target, all, options));
        batch = new Batch(encoding.Encode(planted.Table), rows, encoding, options.Dropout > 0 ? options.Hidden : [], Rows);
        batch.Fill(all, new SeededRandom(6L), options);
        graph = StepGraph.Build(network, rows.Head, batch, options.WeightDecay > 0, options.Precision);
        session = Sessions.Open(graph, options);
    }

    public static byte[] GraphOf(string recipe, string parameters)
    {
        using var step = new OneStep(recipe, TaskKind.Binary, parameters);
        return step.graph;
    }

    public float[] Start()
    {
        var random = new SeededRandom(5L);
        return [.. Enumerable.Range(0, network.ParameterCount).Select(_ => 0.4f * random.Normal())];
    }

    public (double Loss, OptimiserMemory Memory) Take(float[] parameters) => Take(OptimiserMemory.From(parameters, options.Precision));

    public (double Loss, OptimiserMemory Memory) Take(OptimiserMemory start)
    {
        using var optimiser = new Optimiser(session, batch, start, options.WeightDecay);
        return (optimiser.Step(Rate), optimiser.Memory);
    }

    public void Dispose()
    {
        session.Dispose();
        batch.Dispose();
    }
}
