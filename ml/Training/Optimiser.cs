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
    private readonly float[] decay = new float[1];
    private readonly float[] loss = new float[1];
    private readonly string[] names;
    private readonly OrtValue[][] inputs = new OrtValue[2][];
    private readonly OrtValue[][] outputs = new OrtValue[2][];
    private readonly List<OrtValue> owned = [];
    private readonly double weightDecay;
    private long steps;

    public Optimiser(InferenceSession session, Batch batch, OptimiserMemory start, double weightDecay)
    {
        (this.session, this.weightDecay) = (session, weightDecay);
        steps = start.Steps;
        var size = start.Parameters.Length;
        states[Side] = [[.. start.Parameters], [.. start.Momentum], [.. start.Variance]];
        states[1 - Side] = [new float[size], new float[size], new float[size]];
        OrtValue[][] values = [.. states.Select(state => state.Select(part => Own(part)).ToArray())];

        var lossValue = Own(loss, []);
        List<(string Name, OrtValue Value)> others = [.. batch.Inputs, (StepGraph.Rate, Own(rate))];
        if (weightDecay > 0)
        {
            others.Add((StepGraph.Decay, Own(decay)));
        }

        names = [StepGraph.Parameters, StepGraph.Momentum, StepGraph.Variance, .. others.Select(input => input.Name)];
        for (var side = 0; side < 2; side++)
        {
            inputs[side] = [.. values[side], .. others.Select(input => input.Value)];
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
        decay[0] = (float)(learningRate * weightDecay);
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
