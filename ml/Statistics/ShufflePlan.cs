using System.Globalization;

namespace ServerlessML.Ml.Statistics;

/// <summary>How columns are shuffled within a time: fewer times, then in fewer rows, then fewer columns.</summary>
/// <param name="Columns">How many of them, in the model's order.</param>
/// <param name="Rows">In how many rows, evenly of all.</param>
/// <param name="Shuffles">How often each.</param>
public sealed record ShufflePlan(int Columns, int Rows, int Shuffles)
{
    /// <summary>More than these order the columns no better.</summary>
    public const int MostRows = 20_000;

    private const int LeastRows = 512;
    private const int MostShuffles = 3;

    /// <param name="columns">The model's.</param>
    /// <param name="rows">At most <see cref="MostRows"/>.</param>
    /// <param name="scored">The number of rows that can be scored in the time.</param>
    public static ShufflePlan Within(int columns, int rows, double scored)
    {
        var shuffles = (int)Math.Clamp(scored / Math.Max(1.0, (double)columns * rows), 1, MostShuffles);
        var kept = rows;
        // Halved, so that small differences in speed give the same rows.
        while (kept / 2 >= LeastRows && (double)columns * kept > scored)
        {
            kept /= 2;
        }

        return new(Math.Min(columns, (int)Math.Clamp(scored / kept, 1, int.MaxValue)), kept, shuffles);
    }

    /// <summary>Chooses so many rows, evenly of all.</summary>
    public static int[] Evenly(int rows, int most) =>
        rows <= most ? [.. Enumerable.Range(0, rows)] : [.. Enumerable.Range(0, most).Select(place => (int)((long)place * rows / most))];

    /// <summary>What it leaves out, and of what the importances are.</summary>
    public string Says(int rows, int columns) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"each column was shuffled {Shuffles} times in {Rows} of {rows} "
                + $"rows{(Columns < columns ? $"; {columns - Columns} of {columns} columns are left out, as there was no time for them" : "")}"
        );
}
