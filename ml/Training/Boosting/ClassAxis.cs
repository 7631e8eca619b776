namespace ServerlessML.Ml.Training.Boosting;

/// <summary>
/// The direction in which categories' class shares differ most: the first principal component, weighted by rows, by power iteration.
/// </summary>
internal static class ClassAxis
{
    private const int Rounds = 50;

    /// <param name="categories">Each one's class shares less those of all rows, and how many rows it has.</param>
    public static double[] Of((double[] Shares, int Rows)[] categories)
    {
        var classes = categories[0].Shares.Length;
        // Uneven, so that it is hardly ever at a right angle to the answer.
        double[] axis = [.. Enumerable.Range(0, classes).Select(c => 1.0 / (c + 1))];
        for (var round = 0; round < Rounds; round++)
        {
            var next = new double[classes];
            foreach (var (shares, rows) in categories)
            {
                var along = rows * shares.Zip(axis, (share, part) => share * part).Sum();
                for (var c = 0; c < classes; c++)
                {
                    next[c] += along * shares[c];
                }
            }

            var length = Math.Sqrt(next.Sum(part => part * part));
            if (length == 0)
            {
                return axis;
            }

            axis = Array.ConvertAll(next, part => part / length);
        }

        return axis;
    }
}
