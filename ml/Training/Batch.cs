using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training;

/// <summary>A step's inputs, in memory that every step writes anew.</summary>
internal sealed class Batch : IDisposable
{
    private readonly EncodedRows _rows;
    private readonly TrainingRows _targets;
    private readonly FeatureEncoding _encoding;
    private readonly int _width;
    private readonly int[] _codes;
    private readonly float[] _numbers;
    private readonly float[] _dense;
    private readonly float[] _labels;
    private readonly float[] _weights;
    private readonly float[][] _masks;
    private readonly List<(string Name, OrtValue Value)> _inputs = [];

    /// <param name="rows">All rows.</param>
    /// <param name="targets">What they are to give.</param>
    /// <param name="encoding">That of the rows.</param>
    /// <param name="hidden">Widths of the layers whose outputs are dropped; none where nothing is.</param>
    /// <param name="size">Rows of a step.</param>
    public Batch(EncodedRows rows, TrainingRows targets, FeatureEncoding encoding, IReadOnlyList<int> hidden, int size)
    {
        (this._rows, this._targets, this._encoding, Size) = (rows, targets, encoding, size);
        _width = encoding.TableRows + rows.NumbersPerRow + 1;
        _codes = new int[size * rows.CodesPerRow];
        _numbers = new float[size * rows.NumbersPerRow];
        _dense = new float[size * _width];
        _labels = new float[size * targets.Head.Outputs];
        _weights = new float[size];
        _masks = [.. hidden.Select(layer => new float[size * layer])];
        for (var i = 0; i < size; i++)
        {
            _dense[(i + 1) * _width - 1] = 1;
        }

        _inputs.Add((StepGraph.Codes, OrtValue.CreateTensorValueFromMemory(_codes, [size, rows.CodesPerRow])));
        if (_numbers.Length > 0)
        {
            Add(StepGraph.Numbers, _numbers);
        }

        Add(StepGraph.Dense, _dense);
        Add(StepGraph.Labels, _labels);
        if (Weighs)
        {
            Add(StepGraph.Weights, _weights);
        }

        for (var layer = 0; layer < _masks.Length; layer++)
        {
            Add(StepGraph.Mask + layer, _masks[layer]);
        }
    }

    public int Size { get; }

    public int Columns => _rows.CodesPerRow;

    public bool Weighs => _targets.Weigh;

    public bool Drops => _masks.Length > 0;

    public IReadOnlyList<(string Name, OrtValue Value)> Inputs => _inputs;

    /// <param name="chosen">Which rows; as many as the batch holds.</param>
    /// <param name="random">Draws the categories that this step hides, and the outputs that it drops.</param>
    /// <param name="options">How many of each.</param>
    public void Fill(ReadOnlySpan<int> chosen, SeededRandom random, TrainingOptions options)
    {
        var firstCategory = _encoding.Numbers.Count;
        var perRow = _rows.CodesPerRow;
        var limit = (ulong)(options.UnknownShare * ulong.MaxValue);
        for (var i = 0; i < Size; i++)
        {
            var row = chosen[i];
            var mine = _codes.AsSpan(i * perRow, perRow);
            var line = _dense.AsSpan(i * _width, _width);
            foreach (var code in mine)
            {
                line[code] = 0;
            }

            _rows.CodesOf(row).CopyTo(mine);
            for (var c = firstCategory; limit > 0 && c < perRow; c++)
            {
                if (random.Next() < limit)
                {
                    mine[c] = _encoding.Offsets[c] + CategoryEncoding.Unknown;
                }
            }

            foreach (var code in mine)
            {
                line[code] = 1;
            }

            var values = _rows.NumbersOf(row);
            values.CopyTo(line[_encoding.TableRows..]);
            values.CopyTo(_numbers.AsSpan(i * _rows.NumbersPerRow));
            var outputs = _targets.Head.Outputs;
            _targets.Head.Encode(_targets.Values[row], _labels.AsSpan(i * outputs, outputs));
            _weights[i] = _targets.WeightOf(row);
        }

        foreach (var mask in _masks)
        {
            Drop(mask, random, options.Dropout);
        }
    }

    public void Dispose() => _inputs.ForEach(input => input.Value.Dispose());

    private static void Drop(float[] mask, SeededRandom random, double share)
    {
        var limit = (ulong)(share * (1 << 16));
        var kept = (float)(1 / (1 - share));
        var i = 0;
        while (i < mask.Length)
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
        _inputs.Add((name, OrtValue.CreateTensorValueFromMemory(memory, [Size, memory.Length / Size])));
}
