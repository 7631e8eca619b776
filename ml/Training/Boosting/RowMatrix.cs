using System.Runtime.InteropServices;

namespace ServerlessML.Ml.Training.Boosting;

/// <summary>Rows inside libxgboost; NaN is missing.</summary>
internal sealed class RowMatrix : SafeHandle
{
    /// <param name="values">Row by row.</param>
    /// <param name="columns">Values a row.</param>
    /// <param name="labels">One a row; none for rows that are only scored.</param>
    /// <param name="threads">That take the rows in.</param>
    public RowMatrix(float[] values, int columns, float[]? labels, int threads)
        : base(0, ownsHandle: true)
    {
        Count = values.Length / columns;
        XgboostLibrary.Check(
            XgboostLibrary.XGDMatrixCreateFromMat_omp(values, (ulong)Count, (ulong)columns, float.NaN, out handle, threads)
        );
        if (labels is not null)
        {
            XgboostLibrary.Check(XgboostLibrary.XGDMatrixSetFloatInfo(handle, "label", labels, (ulong)labels.Length));
        }
    }

    public int Count { get; }

    /// <summary>What each row counts; null for one each.</summary>
    public void Weigh(float[]? weights)
    {
        if (weights is not null)
        {
            XgboostLibrary.Check(XgboostLibrary.XGDMatrixSetFloatInfo(handle, "weight", weights, (ulong)weights.Length));
        }
    }

    /// <summary>The sums, row by row, that a booster's trees are added to.</summary>
    public void StartFrom(float[] margins) =>
        XgboostLibrary.Check(XgboostLibrary.XGDMatrixSetFloatInfo(handle, "base_margin", margins, (ulong)margins.Length));

    public override bool IsInvalid => handle == 0;

    public nint Address => handle;

    protected override bool ReleaseHandle() => XgboostLibrary.XGDMatrixFree(handle) == 0;
}
