using ServerlessML.Demo;
using ServerlessML.Demo.Rollouts;

namespace ServerlessML.Bench.Decisions.Running;

/// <summary>Regressions planted on the running system, under real traffic whose outcomes come late: how soon each is rolled back.</summary>
internal static class PlantedRegressions
{
    private const int Repeats = 3;
    private const int MostLooks = 2;
    private static readonly TimeSpan SlowestRestore = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<ReleaseOutcome>> PlayAsync(BenchFolder folder)
    {
        DemoOptions options = new() { DataDirectory = Path.Combine(folder.Root, "rollouts") };
        await using var system = await RunningSystem.StartAsync(options, CancellationToken.None);
        return await new RolloutDemonstration(system, options, Repeats).PlayAsync(CancellationToken.None);
    }

    public static IEnumerable<Check> Checks(IReadOnlyList<ReleaseOutcome> figures)
    {
        foreach (
            var same in figures
                .Where(figure => figure.Restored is not null && figure.Release.EndsWith("regression", StringComparison.Ordinal))
                .GroupBy(figure => figure.Release)
        )
        {
            var looks = same.Max(figure => figure.Looks!.Value);
            var restore = same.Max(figure => figure.Restored!.Value.TotalSeconds);
            yield return new(
                $"planted {same.Key}, running system: looks to roll back, most of {same.Count()}",
                looks,
                "looks",
                $"<= {MostLooks}",
                looks <= MostLooks
            );
            yield return new(
                $"planted {same.Key}, running system: from that look to the last answer of the new version, longest of {same.Count()}",
                restore,
                "s",
                $"<= {SlowestRestore.TotalSeconds:0}",
                restore <= SlowestRestore.TotalSeconds
            );
        }
    }
}
