using ServerlessML.Contracts.Rollout;
using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Bench.Decisions;

/// <summary>
/// Two arms whose units are keys with several rows each: a quarter of the keys say yes to half of their rows, the others to a tenth. Of
/// each key eight rows from before are known.
/// </summary>
internal sealed class Keyed(int pool, double lift)
{
    public const double Rate = 0.2;
    private const int PastRows = 8;
    private const int MostRows = 7;

    private static readonly Binomial OftenBefore = new(0.5, PastRows),
        SeldomBefore = new(0.1, PastRows);

    private readonly KeyState[] _keys = new KeyState[pool];
    private readonly KeyTally _control = new(),
        _treated = new();
    private int _left;
    private bool _begun;

    /// <summary>Keys that come once, with one to seven rows in succession.</summary>
    public static Scenario<Seen> Visitors(string name, ulong seed, double lift, IReadOnlyList<Method<Seen>> methods) =>
        new(name, seed, () => new(new(1, lift)), Advance, methods);

    /// <summary>A pool of keys, one of which sends each row.</summary>
    public static Scenario<Seen> ComingBack(string name, ulong seed, int pool, IReadOnlyList<Method<Seen>> methods) =>
        new(name, seed, () => new(new(pool, 0)), Advance, methods);

    /// <summary>Both arms of a fixed test at .05 with a power of .8, in rows: of visitors, without their past.</summary>
    public static double FixedEvents(double lift)
    {
        var z = StandardNormal.Quantile(0.025) + StandardNormal.Quantile(0.2);
        const double rows = (1 + MostRows) / 2.0;
        return 2 * rows * z * z * (VarianceOf(1) + VarianceOf(1 + lift)) / (Rate * lift * Rate * lift);

        // Of the ratio, of one key, by the delta method: a key's rows vary by themselves, and the more by the key's own rate.
        static double VarianceOf(double factor)
        {
            var squares = Enumerable.Range(1, MostRows).Average(count => (double)count * count);
            var mean = Rate * factor;
            var between = (0.25 * Math.Pow((0.5 * factor) - mean, 2)) + (0.75 * Math.Pow((0.1 * factor) - mean, 2));
            var within = (0.25 * 0.5 * factor * (1 - (0.5 * factor))) + (0.75 * 0.1 * factor * (1 - (0.1 * factor)));
            return ((squares * between) + (rows * within)) / (rows * rows);
        }
    }

    private static Seen Advance(Seen seen, Draws draws)
    {
        seen.World.Advance(draws);
        UnitSums first = seen.World._control.Sums(),
            second = seen.World._treated.Sums();
        return new(seen.World)
        {
            Keys = (Sample.Ratio(first.Rows), Sample.Ratio(second.Rows)),
            Adjusted = Cuped.AdjustRatio(first, second),
            Rows = (
                Sample.Proportion(seen.World._control.Rows, seen.World._control.Yes),
                Sample.Proportion(seen.World._treated.Rows, seen.World._treated.Yes)
            ),
        };
    }

    private void Advance(Draws draws)
    {
        if (pool > 1 && !_begun)
        {
            _begun = true;
            for (var key = 0; key < pool; key++)
            {
                _keys[key] = New(draws);
            }
        }

        for (var row = 0; row < Block.Events; row++)
        {
            if (pool == 1 && _left-- == 0)
            {
                _keys[0] = New(draws);
                _left = (int)(draws.Unit() * MostRows);
            }

            ref var key = ref _keys[pool == 1 ? 0 : (int)(draws.Unit() * pool)];
            (key.Treated ? _treated : _control).Add(ref key, draws.Unit() < key.Rate * (key.Treated ? 1 + lift : 1));
        }
    }

    private static KeyState New(Draws draws)
    {
        var often = draws.Unit() < 0.25;
        return new()
        {
            Rate = often ? 0.5 : 0.1,
            Treated = draws.Unit() < 0.5,
            Past = (often ? OftenBefore : SeldomBefore).Draw(draws, PastRows) - (PastRows * Rate),
        };
    }

    /// <summary>The three samples that the methods take: by keys, by keys adjusted for their covariate, and by rows.</summary>
    internal sealed record Seen(Keyed World)
    {
        public (Sample Control, Sample Treated) Keys { get; init; }

        public (Sample Control, Sample Treated) Adjusted { get; init; }

        public (Sample Control, Sample Treated) Rows { get; init; }
    }
}
