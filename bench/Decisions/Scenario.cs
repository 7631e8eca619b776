namespace ServerlessML.Bench.Decisions;

/// <summary>A world, and the methods that look at it.</summary>
/// <param name="Name">As in the tables.</param>
/// <param name="Seed">Of its chance.</param>
/// <param name="Start">Before any event.</param>
/// <param name="Advance">Adds one block of events.</param>
/// <param name="Methods">All look at the same events.</param>
internal sealed record Scenario<TArms>(
    string Name,
    ulong Seed,
    Func<TArms> Start,
    Func<TArms, Draws, TArms> Advance,
    IReadOnlyList<Method<TArms>> Methods
)
{
    /// <summary>Runs the experiments on all processors; each look of each experiment is judged.</summary>
    public IReadOnlyList<Stops> Run(int experiments, int looks = Block.Looks)
    {
        int[][] first = [.. Methods.Select(_ => new int[experiments])];
        Parallel.For(0, experiments, experiment =>
        {
            Draws draws = new(Seed, experiment);
            var arms = Start();
            var open = Methods.Count;
            for (var look = 1; look <= looks && open > 0; look++)
            {
                arms = Advance(arms, draws);
                for (var method = 0; method < Methods.Count; method++)
                {
                    if (first[method][experiment] == 0 && Methods[method].Alarms(arms, look))
                    {
                        first[method][experiment] = look;
                        open--;
                    }
                }
            }
        });
        return [.. Methods.Select((method, i) => new Stops(Name, method.Name, method.Alpha, method.Promises, looks, first[i]))];
    }
}
