using System.Runtime.InteropServices;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>A model of libxgboost that grows by a tree a round.</summary>
internal sealed class Booster : SafeHandle
{
    private const string ScoreSettings = """{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}""";
    private const string MarginSettings = """{"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}""";

    private readonly RowMatrix _training;

    /// <param name="training">Rows that trees are grown on.</param>
    /// <param name="others">Rows that are scored again and again: the library keeps their sums.</param>
    /// <param name="parameters">The library's own.</param>
    public Booster(RowMatrix training, IEnumerable<RowMatrix> others, IEnumerable<(string Name, string Value)> parameters)
        : base(0, ownsHandle: true)
    {
        this._training = training;
        nint[] known = [training.Address, .. others.Select(matrix => matrix.Address)];
        XgboostLibrary.Check(XgboostLibrary.XGBoosterCreate(known, (ulong)known.Length, out handle));
        foreach (var (name, value) in parameters)
        {
            XgboostLibrary.Check(XgboostLibrary.XGBoosterSetParam(handle, name, value));
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Grows the next tree.</summary>
    /// <param name="round">Counts from 0.</param>
    public void Grow(int round) => XgboostLibrary.Check(XgboostLibrary.XGBoosterUpdateOneIter(handle, round, _training.Address));

    /// <summary>The mean loss of the training rows.</summary>
    public double Loss(MarginLoss loss) => loss.Of(Predicted(_training, MarginSettings).Values);

    /// <summary>A probability or a number a row, or row by row a probability a class.</summary>
    public float[] Score(RowMatrix rows) => Predict(rows, ScoreSettings);

    /// <summary>The sums of each row's leaves, and of what the rows started from.</summary>
    public float[] Margins(RowMatrix rows) => Predict(rows, MarginSettings);

    /// <summary>The model as the library writes it, in JSON.</summary>
    public byte[] Save()
    {
        XgboostLibrary.Check(XgboostLibrary.XGBoosterSaveModelToBuffer(handle, """{"format":"json"}""", out var length, out var bytes));
        var json = new byte[checked((int)length)];
        Marshal.Copy(bytes, json, 0, json.Length);
        return json;
    }

    private float[] Predict(RowMatrix rows, string settings)
    {
        var (values, count) = Predicted(rows, settings);
        var scores = new float[count];
        Marshal.Copy(values, scores, 0, scores.Length);
        return scores;
    }

    /// <summary>The library's own memory: good until its next call.</summary>
    private (nint Values, long Count) Predicted(RowMatrix rows, string settings)
    {
        XgboostLibrary.Check(
            XgboostLibrary.XGBoosterPredictFromDMatrix(handle, rows.Address, settings, out var shape, out var dimensions, out var values)
        );
        var count = 1L;
        for (var d = 0; d < (int)dimensions; d++)
        {
            count *= Marshal.ReadInt64(shape, d * sizeof(long));
        }

        return (values, count);
    }

    protected override bool ReleaseHandle() => XgboostLibrary.XGBoosterFree(handle) == 0;
}
