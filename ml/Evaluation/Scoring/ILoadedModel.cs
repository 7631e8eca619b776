using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Evaluation.Scoring;

/// <summary>A model that is loaded: in this process (<see cref="LoadedModel"/>), or in a confined one (<see cref="ScoringProcess"/>).</summary>
public interface ILoadedModel : IDisposable
{
    IReadOnlyList<ModelTensor> Inputs { get; }

    IReadOnlyList<ModelTensor> Outputs { get; }

    /// <summary>Runs rows, of which each input gets its column.</summary>
    /// <param name="columns">Of all inputs, in their order.</param>
    /// <param name="output">The float output to give.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>The output's numbers, and how long the run took.</returns>
    /// <exception cref="RunFailedException">The model failed, met a limit, or ended its process.</exception>
    (float[] Answers, TimeSpan Took) Run(IReadOnlyList<ColumnSlice> columns, string output, CancellationToken cancellation);
}

/// <summary>What a model says of an input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsTensor">No sequence, map, or optional.</param>
/// <param name="Type">Of a tensor's elements.</param>
/// <param name="Dimensions">Of a tensor; below 0 where the rows or the model decide.</param>
public sealed record ModelTensor(string Name, bool IsTensor, TensorElementType Type, IReadOnlyList<int> Dimensions);

/// <summary>Rows of one column: numbers, or texts in UTF-8, of which a missing one is empty.</summary>
public sealed record ColumnSlice(float[]? Numbers, byte[][]? Texts)
{
    public int Rows => Numbers?.Length ?? Texts!.Length;
}
