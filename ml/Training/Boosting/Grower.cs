namespace ServerlessML.Ml.Training.Boosting;

/// <summary>One part's rows inside the library, to grow trees on and to watch.</summary>
internal sealed class Grower : IDisposable
{
    private readonly RowMatrix _rows;
    private readonly RowMatrix? _watched;
    private readonly MarginLoss _loss;

    /// <param name="encoding">Fitted on the rows to learn from.</param>
    /// <param name="table">All rows.</param>
    /// <param name="targets">What they are to give.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="watched">The rows that each round is scored on.</param>
    /// <param name="threads">That the library may use.</param>
    public Grower(BoostingEncoding encoding, Table table, TrainingRows targets, int[] training, int[] watched, int threads)
    {
        RowMatrix Matrix(int[] rows) => new(encoding.Encode(table, rows), encoding.Order.Count, LabelsOf(rows), threads);
        float[] LabelsOf(int[] rows) => Array.ConvertAll(rows, row => targets.Values[row]);

        Watched = watched;
        _rows = Matrix(training);
        var weights = !targets.Weigh ? null : Array.ConvertAll(training, targets.WeightOf);
        _rows.Weigh(weights);
        _watched = watched.Length > 0 ? Matrix(watched) : null;
        _loss = new MarginLoss(targets.Head, LabelsOf(training), weights, threads);
    }

    public int[] Watched { get; }

    /// <summary>Grows the trees of some rounds onto those before.</summary>
    /// <param name="state">Takes the sums, and the trees where they are to be kept.</param>
    /// <param name="parameters">The library's own.</param>
    /// <param name="rounds">How many.</param>
    /// <param name="keeps">Whether it is the model that is kept: its trees and losses are wanted.</param>
    /// <param name="cancellation">Looked at before each round.</param>
    /// <returns>The loss of each round, where it is kept, and what it says of the watched rows.</returns>
    public (double Loss, float[] Watched)[] Grow(
        GrowerState state,
        IEnumerable<(string Name, string Value)> parameters,
        int rounds,
        bool keeps,
        CancellationToken cancellation
    )
    {
        _rows.StartFrom(state.Margins);
        _watched?.StartFrom(state.WatchedMargins);
        using var booster = new Booster(_rows, _watched is null ? [] : [_watched], parameters);
        var said = new (double, float[])[rounds];
        for (var round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            booster.Grow(round);
            said[round] = (keeps ? booster.Loss(_loss) : 0, _watched is null ? [] : booster.Score(_watched));
        }

        if (keeps)
        {
            state.Trees.AddRange(BoostedTree.Read(booster.Save()));
        }

        state.Margins = booster.Margins(_rows);
        state.WatchedMargins = _watched is null ? [] : booster.Margins(_watched);
        return said;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _watched?.Dispose();
    }
}
