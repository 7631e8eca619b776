namespace ServerlessML.Bench.Decisions;

/// <summary>Draws how many of up to a block's units say yes, by the inverse of the distribution function.</summary>
internal sealed class Binomial
{
    private readonly double[][] _below;

    public Binomial(double share, int most = Block.Events) =>
        _below = [.. Enumerable.Range(0, most + 1).Select(count => Distribution(count, share))];

    public int Draw(Draws draws, int count)
    {
        var table = _below[count];
        var place = draws.Unit();
        var value = 0;
        while (value < count && table[value] <= place)
        {
            value++;
        }

        return value;
    }

    private static double[] Distribution(int count, double share)
    {
        var table = new double[count + 1];
        if (share >= 1)
        {
            return table;
        }

        var logarithm = count * Math.Log(1 - share);
        double sum = 0;
        for (var value = 0; value <= count; value++)
        {
            sum += Math.Exp(logarithm);
            table[value] = sum;
            logarithm += Math.Log((double)(count - value) / (value + 1)) + Math.Log(share / (1 - share));
        }

        return table;
    }
}
