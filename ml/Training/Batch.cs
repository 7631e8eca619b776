using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training;

/// <summary>A step's inputs, in memory that every step writes anew.</summary>
internal sealed class Batch : IDisposable
{
    private readonly EncodedRows rows;
    private readonly float[] labels;
    private readonly FeatureEncoding encoding;
    private readonly int width;
    private readonly int[] codes;
    private readonly float[] numbers;
    private readonly float[] dense;
    private readonly float[] targets;

    public Batch(EncodedRows rows, float[] labels, FeatureEncoding encoding, int size)
    {
        (this.rows, this.labels, this.encoding, Size) = (rows, labels, encoding, size);
        width = encoding.TableRows + rows.NumbersPerRow + 1;
        codes = new int[size * rows.CodesPerRow];
        numbers = new float[size * rows.NumbersPerRow];
        dense = new float[size * width];
        targets = new float[size];
        for (var i = 0; i < size; i++)
        {
            dense[(i + 1) * width - 1] = 1;
        }

        Codes = OrtValue.CreateTensorValueFromMemory(codes, [size, rows.CodesPerRow]);
        Numbers = rows.NumbersPerRow == 0 ? null : OrtValue.CreateTensorValueFromMemory(numbers, [size, rows.NumbersPerRow]);
        Dense = OrtValue.CreateTensorValueFromMemory(dense, [size, width]);
        Targets = OrtValue.CreateTensorValueFromMemory(targets, [size, 1]);
    }

    public int Size { get; }

    public OrtValue Codes { get; }

    public OrtValue? Numbers { get; }

    public OrtValue Dense { get; }

    public OrtValue Targets { get; }

    /// <param name="chosen">Which rows; as many as the batch holds.</param>
    /// <param name="random">Draws the categories that this step hides.</param>
    /// <param name="unknownShare">How many it hides.</param>
    public void Fill(ReadOnlySpan<int> chosen, SeededRandom random, double unknownShare)
    {
        var firstCategory = encoding.Numbers.Count;
        var perRow = rows.CodesPerRow;
        var limit = (ulong)(unknownShare * ulong.MaxValue);
        for (var i = 0; i < Size; i++)
        {
            var row = chosen[i];
            var mine = codes.AsSpan(i * perRow, perRow);
            var line = dense.AsSpan(i * width, width);
            foreach (var code in mine)
            {
                line[code] = 0;
            }

            rows.CodesOf(row).CopyTo(mine);
            for (var c = firstCategory; limit > 0 && c < perRow; c++)
            {
                if (random.Next() < limit)
                {
                    mine[c] = encoding.Offsets[c] + CategoryEncoding.Unknown;
                }
            }

            foreach (var code in mine)
            {
                line[code] = 1;
            }

            var values = rows.NumbersOf(row);
            values.CopyTo(line[encoding.TableRows..]);
            values.CopyTo(numbers.AsSpan(i * rows.NumbersPerRow));
            targets[i] = labels[row];
        }
    }

    public void Dispose()
    {
        Codes.Dispose();
        Numbers?.Dispose();
        Dense.Dispose();
        Targets.Dispose();
    }
}
