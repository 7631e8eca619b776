using System.Text;

namespace ServerlessML.Serving.Scoring;

/// <summary>One input of a model's graph: a column of <c>[N,1]</c> (or <c>[N]</c>), float32 or string.</summary>
/// <param name="Index">Among the model's columns.</param>
/// <param name="Name">The input's name, which is the column's.</param>
/// <param name="IsText">A string tensor; otherwise float32.</param>
/// <param name="Slot">Index among the columns of its kind, where a <see cref="RowBatch"/> keeps it.</param>
/// <param name="Rank">1 or 2, as the graph declares it.</param>
public sealed record FeatureColumn(int Index, string Name, bool IsText, int Slot, int Rank)
{
    private readonly byte[] _utf8Name = Encoding.UTF8.GetBytes(Name);

    public ReadOnlySpan<byte> Utf8Name => _utf8Name;
}
