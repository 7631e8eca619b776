namespace ServerlessML.Ml.Evaluation.Scoring;

/// <summary>
/// A model that is loaded: in this process (<see cref="LoadedModel"/>), or in a confined one (<see cref="ScoringProcess"/>).
/// </summary>
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
