using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training;

/// <summary>Runs the step graph. Parameters and moments exist twice: a step reads one copy and writes the other.</summary>
internal sealed class Optimiser : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly float[][][] _states = new float[2][][];
    private readonly float[] _rate = new float[1];
    private readonly float[] _decay = new float[1];
    private readonly float[] _loss = new float[1];
    private readonly float[] _scale = new float[1];
    private readonly float[] _finite = new float[1];
    private readonly string[] _names;
    private readonly string[] _results = [StepGraph.NewParameters, StepGraph.NewMomentum, StepGraph.NewVariance, StepGraph.Loss];
    private readonly OrtValue[][] _inputs = new OrtValue[2][];
    private readonly OrtValue[][] _outputs = new OrtValue[2][];
    private readonly List<OrtValue> _owned = [];
    private readonly double _weightDecay;
    private LossScale? _lossScale;
    private long _steps;
    private int _side;

    public Optimiser(InferenceSession session, Batch batch, OptimiserMemory start, double weightDecay)
    {
        (this._session, this._weightDecay) = (session, weightDecay);
        (_steps, _lossScale) = (start.Steps, start.Scale);
        var size = start.Parameters.Length;
        _states[0] =
        [
            [.. start.Parameters],
            [.. start.Momentum],
            [.. start.Variance],
        ];
        _states[1] = [new float[size], new float[size], new float[size]];
        OrtValue[][] values = [.. _states.Select(state => state.Select(part => Own(part)).ToArray())];

        var lossValue = Own(_loss, []);
        List<(string Name, OrtValue Value)> others = [.. batch.Inputs, (StepGraph.Rate, Own(_rate))];
        if (weightDecay > 0)
        {
            others.Add((StepGraph.Decay, Own(_decay)));
        }

        List<OrtValue> told = [lossValue];
        if (_lossScale is not null)
        {
            others.Add((StepGraph.Scale, Own(_scale)));
            _results = [.. _results, StepGraph.Finite];
            told.Add(Own(_finite, []));
        }

        _names = [StepGraph.Parameters, StepGraph.Momentum, StepGraph.Variance, .. others.Select(input => input.Name)];
        for (var from = 0; from < 2; from++)
        {
            _inputs[from] = [.. values[from], .. others.Select(input => input.Value)];
            _outputs[from] = [.. values[1 - from], .. told];
        }
    }

    /// <summary>The parameters after the last step; the next step but one overwrites them.</summary>
    public float[] Parameters => _states[_side][0];

    /// <summary>The optimiser's state; the arrays are its own.</summary>
    public OptimiserMemory Memory => new(_states[_side][0], _states[_side][1], _states[_side][2], _steps) { Scale = _lossScale };

    /// <summary>
    /// One step on what the batch holds; left out where its gradients are not finite, which mixed precision makes happen now and then.
    /// </summary>
    /// <returns>The loss before the step.</returns>
    public float Step(double learningRate)
    {
        var t = _steps + 1;
        _rate[0] = (float)(learningRate * Math.Sqrt(1 - Math.Pow(StepGraph.VarianceDecay, t)) / (1 - Math.Pow(StepGraph.MomentumDecay, t)));
        _decay[0] = (float)(learningRate * _weightDecay);
        _scale[0] = _lossScale?.Value ?? 0;
        _session.Run(_run, _names, _inputs[_side], _results, _outputs[_side]);
        _side = 1 - _side;
        var taken = _lossScale is null || _finite[0] != 0;
        _lossScale = _lossScale?.After(taken);
        _steps = taken ? t : _steps;
        return _loss[0];
    }

    public void Dispose()
    {
        foreach (var value in _owned)
        {
            value.Dispose();
        }

        _run.Dispose();
    }

    private OrtValue Own(float[] memory, long[]? shape = null)
    {
        var value = OrtValue.CreateTensorValueFromMemory(memory, shape ?? [memory.Length]);
        _owned.Add(value);
        return value;
    }
}
