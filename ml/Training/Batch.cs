using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training;

/// <summary>A step's inputs, in memory that every step writes anew.</summary>
internal sealed class Batch : IDisposable
{
    private readonly EncodedRows rows;
    private readonly TrainingRows targets;
    private readonly FeatureEncoding encoding;
    private readonly int width;
    private readonly int[] codes;
    private readonly float[] numbers;
    private readonly float[] dense;
    private readonly float[] labels;
    private readonly float[] weights;
    private readonly float[][] masks;
    private readonly List<(string Name, OrtValue Value)> inputs = [];

    /// <param name="rows">All rows.</param>
    /// <param name="targets">What they are to give.</param>
    /// <param name="encoding">That of the rows.</param>
    /// <param name="hidden">Widths of the layers whose outputs are dropped; none where nothing is.</param>
    /// <param name="size">Rows of a step.</param>
    public Batch(EncodedRows rows, TrainingRows targets, FeatureEncoding encoding, IReadOnlyList<int> hidden, int size)
    {
        (this.rows, this.targets, this.encoding, Size) = (rows, targets, encoding, size);
        width = encoding.TableRows + rows.NumbersPerRow + 1;
        codes = new int[size * rows.CodesPerRow];
        numbers = new float[size * rows.NumbersPerRow];
        dense = new float[size * width];
        labels = new float[size * targets.Head.Outputs];
        weights = new float[size];
        masks = [.. hidden.Select(layer => new float[size * layer])];
        for (var i = 0; i < size; i++)
        {
            dense[(i + 1) * width - 1] = 1;
        }

        inputs.Add((StepGraph.Codes, OrtValue.CreateTensorValueFromMemory(codes, [size, rows.CodesPerRow])));
        if (numbers.Length > 0)
        {
            Add(StepGraph.Numbers, numbers);
        }

        Add(StepGraph.Dense, dense);
        Add(StepGraph.Labels, labels);
        if (Weighs)
        {
            Add(StepGraph.Weights, weights);
        }

        for (var layer = 0; layer < masks.Length; layer++)
        {
            Add(StepGraph.Mask + layer, masks[layer]);
        }
    }

    public int Size { get; }

    public int Columns => rows.CodesPerRow;

    public bool Weighs => targets.Weights is not null;

    public bool Drops => masks.Length > 0;

    public IReadOnlyList<(string Name, OrtValue Value)> Inputs => inputs;

    /// <param name="chosen">Which rows; as many as the batch holds.</param>
    /// <param name="random">Draws the categories that this step hides, and the outputs that it drops.</param>
    /// <param name="options">How many of each.</param>
    public void Fill(ReadOnlySpan<int> chosen, SeededRandom random, TrainingOptions options)
    {
        var firstCategory = encoding.Numbers.Count;
        var perRow = rows.CodesPerRow;
        var limit = (ulong)(options.UnknownShare * ulong.MaxValue);
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
            var outputs = targets.Head.Outputs;
            targets.Head.Encode(targets.Values[row], labels.AsSpan(i * outputs, outputs));
            weights[i] = targets.WeightOf(row);
        }

        foreach (var mask in masks)
        {
            Drop(mask, random, options.Dropout);
        }
    }

    public void Dispose() => inputs.ForEach(input => input.Value.Dispose());

    private static void Drop(float[] mask, SeededRandom random, double share)
    {
        var limit = (ulong)(share * (1 << 16));
        var kept = (float)(1 / (1 - share));
        for (var i = 0; i < mask.Length;)
        {
            // Four places of sixteen bits a draw.
            var bits = random.Next();
            for (var end = Math.Min(i + 4, mask.Length); i < end; i++, bits >>= 16)
            {
                mask[i] = (bits & 0xFFFF) < limit ? 0 : kept;
            }
        }
    }

    private void Add(string name, float[] memory) =>
        inputs.Add((name, OrtValue.CreateTensorValueFromMemory(memory, [Size, memory.Length / Size])));
}
