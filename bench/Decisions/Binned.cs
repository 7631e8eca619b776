namespace ServerlessML.Bench.Decisions;

/// <summary>Two arms whose units fall into bins.</summary>
internal sealed record Binned(long[] Control, long[] Treated)
{
    public static Func<Binned> Nothing(int bins) => () => new(new long[bins], new long[bins]);

    /// <summary>Adds in place: an experiment has its own.</summary>
    public static Func<Binned, Draws, Binned> World(double share, IReadOnlyList<double> control, IReadOnlyList<double> treated)
    {
        (Binomial routed, Categorical here, Categorical there) = (new(share), new(control), new(treated));
        return (arms, draws) =>
        {
            var count = routed.Draw(draws, Block.Events);
            for (var i = 0; i < Block.Events; i++)
            {
                if (i < count)
                {
                    arms.Treated[there.Draw(draws)]++;
                }
                else
                {
                    arms.Control[here.Draw(draws)]++;
                }
            }

            return arms;
        };
    }
}
