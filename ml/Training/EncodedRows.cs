namespace ServerlessML.Ml.Training;

/// <summary>Rows as the network takes them, row by row: codes into the table, and standardised numbers.</summary>
internal sealed record EncodedRows(int[] Codes, int CodesPerRow, float[] Numbers, int NumbersPerRow, int Count)
{
    public ReadOnlySpan<int> CodesOf(int row) => Codes.AsSpan(row * CodesPerRow, CodesPerRow);

    public ReadOnlySpan<float> NumbersOf(int row) => Numbers.AsSpan(row * NumbersPerRow, NumbersPerRow);
}
