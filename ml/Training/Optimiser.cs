using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training;

/// <summary>Runs the step graph. Parameters and moments exist twice: a step reads one copy and writes the other.</summary>
internal sealed class Optimiser : IDisposable
{
    private static readonly string[] Results = [StepGraph.NewParameters, StepGraph.NewMomentum, StepGraph.NewVariance, StepGraph.Loss];

    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly float[][][] states = new float[2][][];
    private readonly float[] rate = new float[1];
    private readonly float[] loss = new float[1];
    private readonly string[] names;
    private readonly OrtValue[][] inputs = new OrtValue[2][];
    private readonly OrtValue[][] outputs = new OrtValue[2][];
    private readonly List<OrtValue> owned = [];
    private long steps;

    public Optimiser(InferenceSession session, Batch batch, OptimiserMemory start)
    {
        this.session = session;
        steps = start.Steps;
        var size = start.Parameters.Length;
        states[Side] = [[.. start.Parameters], [.. start.Momentum], [.. start.Variance]];
        states[1 - Side] = [new float[size], new float[size], new float[size]];
        OrtValue[][] values = [.. states.Select(state => state.Select(part => Own(part)).ToArray())];

        var (rateValue, lossValue) = (Own(rate), Own(loss, []));
        OrtValue[] data = batch.Numbers is { } numbers ? [batch.Codes, numbers] : [batch.Codes];
        names = [StepGraph.Parameters, StepGraph.Momentum, StepGraph.Variance, StepGraph.Codes,
            .. batch.Numbers is null ? Array.Empty<string>() : [StepGraph.Numbers], StepGraph.Dense, StepGraph.Labels, StepGraph.Rate];
        for (var side = 0; side < 2; side++)
        {
            inputs[side] = [.. values[side], .. data, batch.Dense, batch.Targets, rateValue];
            outputs[side] = [.. values[1 - side], lossValue];
        }
    }

    /// <summary>The parameters after the last step; the next step but one overwrites them.</summary>
    public float[] Parameters => states[Side][0];

    /// <summary>Its arrays are the optimiser's own.</summary>
    public OptimiserMemory Memory => new(states[Side][0], states[Side][1], states[Side][2], steps);

    private int Side => (int)(steps % 2);

    /// <summary>One step on what the batch holds.</summary>
    /// <returns>The loss before the step.</returns>
    public float Step(double learningRate)
    {
        var side = Side;
        var t = steps + 1;
        rate[0] = (float)(learningRate
            * Math.Sqrt(1 - Math.Pow(StepGraph.VarianceDecay, t)) / (1 - Math.Pow(StepGraph.MomentumDecay, t)));
        session.Run(run, names, inputs[side], Results, outputs[side]);
        steps = t;
        return loss[0];
    }

    public void Dispose()
    {
        foreach (var value in owned)
        {
            value.Dispose();
        }

        run.Dispose();
    }

    private OrtValue Own(float[] memory, long[]? shape = null)
    {
        var value = OrtValue.CreateTensorValueFromMemory(memory, shape ?? [memory.Length]);
        owned.Add(value);
        return value;
    }
}
