namespace ServerlessML.Bench.Serving;

/// <summary>One of the things that are measured in turn, and what each round of it saw.</summary>
/// <param name="target">What is asked.</param>
/// <param name="figures">Of the process that answers.</param>
internal sealed class MeasuredTarget(HttpTarget target, Func<ProcessFigures> figures)
{
    private readonly List<double> _cpu = [];
    private readonly List<WrkRun> _runs = [];

    public string Name => target.Name;

    public IReadOnlyList<double> Rates => [.. _runs.Select(run => run.Rate)];

    public IReadOnlyList<double> RowRates => [.. _runs.Select(run => run.Rate * target.Rows)];

    public IReadOnlyList<double> P50 => [.. _runs.Select(run => run.P50)];

    public IReadOnlyList<double> P99 => [.. _runs.Select(run => run.P99)];

    public long Failed => _runs.Sum(run => run.Failed + run.SocketErrors);

    /// <summary>Microseconds of the answering process's processor time for each request.</summary>
    public IReadOnlyList<double> Cpu => _cpu;

    public Task<WrkRun> WarmUpAsync(Wrk wrk, TimeSpan duration) => wrk.RunAsync(target, duration);

    public async Task RunAsync(Wrk wrk, TimeSpan duration)
    {
        var before = figures().CpuSeconds;
        var run = await wrk.RunAsync(target, duration);
        _cpu.Add((figures().CpuSeconds - before) * 1e6 / Math.Max(1, run.Requests));
        _runs.Add(run);
    }

    /// <summary>Round by round, so that what slows both down does not count.</summary>
    public static Estimate Against(IReadOnlyList<double> above, IReadOnlyList<double> below) =>
        Estimate.Of([.. above.Zip(below, (one, other) => one / other)]);
}
