namespace ServerlessML.Ml.Evaluation.Scoring;

/// <summary>Rows of one column: numbers, or texts in UTF-8, of which a missing one is empty.</summary>
public sealed record ColumnSlice(float[]? Numbers, byte[][]? Texts)
{
    public int Rows => Numbers?.Length ?? Texts!.Length;
}
