using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training;

/// <summary>Runs the step graph. Parameters and moments exist twice: a step reads one copy and writes the other.</summary>
internal sealed class Optimiser : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly float[][][] states = new float[2][][];
    private readonly float[] rate = new float[1];
    private readonly float[] decay = new float[1];
    private readonly float[] loss = new float[1];
    private readonly float[] scale = new float[1];
    private readonly float[] finite = new float[1];
    private readonly string[] names;
    private readonly string[] results = [StepGraph.NewParameters, StepGraph.NewMomentum, StepGraph.NewVariance, StepGraph.Loss];
    private readonly OrtValue[][] inputs = new OrtValue[2][];
    private readonly OrtValue[][] outputs = new OrtValue[2][];
    private readonly List<OrtValue> owned = [];
    private readonly double weightDecay;
    private LossScale? lossScale;
    private long steps;
    private int side;

    public Optimiser(InferenceSession session, Batch batch, OptimiserMemory start, double weightDecay)
    {
        (this.session, this.weightDecay) = (session, weightDecay);
        (steps, lossScale) = (start.Steps, start.Scale);
        var size = start.Parameters.Length;
        states[0] = [[.. start.Parameters], [.. start.Momentum], [.. start.Variance]];
        states[1] = [new float[size], new float[size], new float[size]];
        OrtValue[][] values = [.. states.Select(state => state.Select(part => Own(part)).ToArray())];

        var lossValue = Own(loss, []);
        List<(string Name, OrtValue Value)> others = [.. batch.Inputs, (StepGraph.Rate, Own(rate))];
        if (weightDecay > 0)
        {
            others.Add((StepGraph.Decay, Own(decay)));
        }

        List<OrtValue> told = [lossValue];
        if (lossScale is not null)
        {
            others.Add((StepGraph.Scale, Own(scale)));
            results = [.. results, StepGraph.Finite];
            told.Add(Own(finite, []));
        }

        names = [StepGraph.Parameters, StepGraph.Momentum, StepGraph.Variance, .. others.Select(input => input.Name)];
        for (var from = 0; from < 2; from++)
        {
            inputs[from] = [.. values[from], .. others.Select(input => input.Value)];
            outputs[from] = [.. values[1 - from], .. told];
        }
    }

    /// <summary>The parameters after the last step; the next step but one overwrites them.</summary>
    public float[] Parameters => states[side][0];

    /// <summary>Its arrays are the optimiser's own.</summary>
    public OptimiserMemory Memory => new(states[side][0], states[side][1], states[side][2], steps) { Scale = lossScale };

    /// <summary>One step on what the batch holds; left out where its gradients are not finite, which mixed precision makes happen now and then.</summary>
    /// <returns>The loss before the step.</returns>
    public float Step(double learningRate)
    {
        var t = steps + 1;
        rate[0] = (float)(learningRate
            * Math.Sqrt(1 - Math.Pow(StepGraph.VarianceDecay, t)) / (1 - Math.Pow(StepGraph.MomentumDecay, t)));
        decay[0] = (float)(learningRate * weightDecay);
        scale[0] = lossScale?.Value ?? 0;
        session.Run(run, names, inputs[side], results, outputs[side]);
        side = 1 - side;
        var taken = lossScale is null || finite[0] != 0;
        lossScale = lossScale?.After(taken);
        steps = taken ? t : steps;
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
