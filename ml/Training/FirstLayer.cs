namespace ServerlessML.Ml.Training;

/// <summary>The first layer's parameters with what is constant worked in.</summary>
/// <param name="Table">With the bias in the rows of the first column, of which each row of data has exactly one.</param>
/// <param name="Weights">Those of the numbers, 0 for constant columns.</param>
/// <param name="Parameters">How many of the flat vector these are.</param>
internal sealed record FirstLayer(float[] Table, float[] Weights, int Parameters)
{
    public static FirstLayer Of(FeatureEncoding encoding, Network network, ReadOnlySpan<float> parameters)
    {
        var width = network.Widths[0];
        var table = parameters[..(network.TableRows * width)].ToArray();
        var weights = parameters.Slice(table.Length, network.Numbers * width).ToArray();
        var bias = parameters.Slice(table.Length + weights.Length, width);
        var rows = encoding.Numbers.Count > 0 ? encoding.Numbers[0].Width : encoding.Categories[0].Width;
        for (var i = 0; i < rows * width; i++)
        {
            table[i] += bias[i % width];
        }

        for (var c = 0; c < network.Numbers; c++)
        {
            if (encoding.Numbers[c].Scale == 0)
            {
                weights.AsSpan(c * width, width).Clear();
            }
        }

        return new FirstLayer(table, weights, table.Length + weights.Length + width);
    }
}
