using System.Text.Json;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Validation;
using Spectre.Console;

namespace ServerlessML.Demo;

/// <summary>Gathers what the chapters saw, and prints it at the end.</summary>
public sealed class DemoReport
{
    private readonly List<RunLine> _runs = [];
    private readonly List<(int Revision, string Plan, string Observed, int Requests)> _traffic = [];
    private double _p50;
    private double _p99;
    private int _requests;

    /// <summary>Whether the reproduction's digest was that of the original.</summary>
    public bool Reproduced { get; set; }

    public string RunIdOf(string name) => _runs.First(run => run.Name == name).RunId;

    public async Task AddRunAsync(string name, DemoStage stage, RunManifest manifest, Evidence evidence, CancellationToken cancellation)
    {
        var node = await stage.Api.GetAsync($"/api/runs/{manifest.RunId}/validation", cancellation);
        var validation = node.Deserialize<ValidationReport>(Wire.Options)
            ?? throw new DemoFailedException("The validation report is empty.");
        _runs.Add(RunLine.Of(name, manifest, validation, evidence));
    }

    public async Task AddTrafficAsync(DemoStage stage, TrafficGenerator traffic, CancellationToken cancellation)
    {
        var took = traffic.Answers.Select(answer => answer.Took.TotalMilliseconds).Order().ToArray();
        (_requests, _p50, _p99) = (took.Length, took[took.Length / 2], took[(int)(took.Length * 0.99)]);
        foreach (var phase in traffic.Answers.GroupBy(answer => answer.PlanRevision).OrderBy(phase => phase.Key))
        {
            var plan = await stage.System.PlanAsync(Demonstration.Pipeline, phase.Key, cancellation);
            var counts = phase.CountBy(answer => answer.Version).ToDictionary();
            var observed = plan.Arms.Select(arm => $"v{arm.Version} {100.0 * counts.GetValueOrDefault(arm.Version) / phase.Count():0.0} %");
            _traffic.Add(
                (
                    phase.Key,
                    string.Join(", ", plan.Arms.Select(arm => $"v{arm.Version} {arm.Weight / 100.0:0.##} %")),
                    string.Join(", ", observed),
                    phase.Count()
                )
            );
            Check(plan, counts, phase.Count());
        }
    }

    public void Print(TimeSpan elapsed, RunningSystem system)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule("[bold]What it did[/]").LeftJustified());
        var runs = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns(
                "run",
                "rows",
                "intake + validation",
                "training",
                "evaluation",
                "rollout",
                "validated rows/s",
                "steps/s",
                "AUC",
                "end"
            );
        foreach (var run in _runs)
        {
            runs.AddRow(
                run.Name,
                $"{run.Rows:N0}",
                Seconds(run.Validation),
                Seconds(run.Training),
                Seconds(run.Evaluation),
                run.Rollout is { } rollout ? Seconds(rollout) : "–",
                $"{run.Rows / run.Validation.TotalSeconds:N0}",
                run.StepsPerSecond,
                DemoStage.Text(run.Auc, "0.0000"),
                Markup.Escape(run.End)
            );
        }

        AnsiConsole.Write(runs);
        var split = new Table().Border(TableBorder.Rounded).AddColumns("plan revision", "planned", "observed", "requests");
        foreach (var phase in _traffic)
        {
            split.AddRow($"{phase.Revision}", phase.Plan, phase.Observed, $"{phase.Requests:N0}");
        }

        AnsiConsole.Write(split);
        AnsiConsole.MarkupLineInterpolated(
            $"  {_requests:N0} requests served while the challenger ramped: p50 {DemoStage.Text(_p50, "0.00")} ms, p99 {DemoStage.Text(_p99, "0.00")} ms, seen by the client"
        );
        AnsiConsole.MarkupLineInterpolated(
            $"  version 2 trained again from its manifest: {(Reproduced ? "the same digest" : "another digest")}"
        );
        AnsiConsole.MarkupLineInterpolated($"  the whole demo took {elapsed:m\\:ss}");
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"  API       {system.ApiAddress}api/   (tokens: {system.TokensFile})");
        AnsiConsole.MarkupLineInterpolated($"  run page  {system.ApiAddress}api/page");
        AnsiConsole.MarkupLineInterpolated($"  gateway   {system.Gateway}v1/{Demonstration.Pipeline}/predict");
    }

    // Six standard errors: the demo must not fail by chance, and must fail when the split is wrong.
    private static void Check(TrafficPlan plan, Dictionary<int, int> counts, int requests)
    {
        foreach (var arm in plan.Arms)
        {
            var share = arm.Weight / (double)TrafficPlan.WholeWeight;
            var slack = 6 * Math.Sqrt(share * (1 - share) / requests) + 1e-9;
            var seen = counts.GetValueOrDefault(arm.Version) / (double)requests;
            if (Math.Abs(seen - share) > slack)
            {
                throw new DemoFailedException(
                    $"Plan revision {plan.Revision} gives version {arm.Version} {share:P1} of the traffic, but it got {seen:P1} "
                        + $"of {requests} requests."
                );
            }
        }
    }

    private static string Seconds(TimeSpan time) => $"{DemoStage.Text(time.TotalSeconds, "0.0")} s";
}
