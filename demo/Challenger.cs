using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Demo;

/// <summary>February lands whole: a challenger is compared, signed and ramped, under live traffic built from March.</summary>
public sealed class Challenger(DemoStage stage, DemoReport report)
{
    private const int RequestRows = 5000;

    public async Task PlayAsync(CancellationToken cancellation)
    {
        stage.Narrator.Chapter("3  February complete: a challenger ramps under live traffic");
        await stage.Landing.DropAsync(
            Demonstration.Pipeline,
            FlightMonths.February,
            stage.Months.Cut(FlightMonths.February, files: 4),
            cancellation
        );
        var runId = await stage.RunOfAsync(FlightMonths.February, cancellation);
        stage.Narrator.Done($"run {runId} started");
        var waiting = await stage.UntilApprovalAsync(runId, cancellation);
        var stale = await stage.Api.StatusOfPostAsync(
            $"/api/runs/{runId}/decision",
            Role.Approver,
            new { evidence = Digest.Of("something else"u8), approved = true },
            cancellation
        );
        stage.Narrator.Done($"a signature for other evidence is refused: {(int)stale} {stale}");
        var evidence = await stage.SignAsync(runId, waiting, approved: true, "better on the same holdout", cancellation);
        var gain = evidence.Evaluation.Differences.GetValueOrDefault(QualityMeasure.Auc)
            ?? throw new DemoFailedException("The evidence does not compare the challenger with the champion.");
        stage.Narrator.Say(
            $"AUC {DemoStage.Text(evidence.Evaluation.Candidate.ValueOf(QualityMeasure.Auc), "0.0000")} against "
                + $"{DemoStage.Text(evidence.Evaluation.Champion!.ValueOf(QualityMeasure.Auc), "0.0000")} of version "
                + $"{evidence.Champion}, on the same {evidence.Evaluation.Rows:N0} flights"
        );
        stage.Narrator.Say(
            $"gain {DemoStage.Text(gain.Difference, "+0.0000;-0.0000")} [{DemoStage.Text(gain.Low, "0.0000")}, "
                + $"{DemoStage.Text(gain.High, "0.0000")}], p = {DemoStage.Text(gain.PValue, "0.0e0")}"
        );

        await using var traffic = new TrafficGenerator(
            stage.System.Gateway,
            Demonstration.Pipeline,
            stage.Months.Flights(FlightMonths.March, RequestRows)
        );
        traffic.Start();
        await stage.EndAsync(runId, RunState.Completed, cancellation);
        // A little longer, to see the last plan at work.
        await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        await traffic.StopAsync();
        if (traffic.Failures > 0)
        {
            throw new DemoFailedException($"{traffic.Failures} prediction requests failed during the ramp.");
        }

        var manifest = await stage.ManifestAsync(runId, cancellation);
        stage.Narrator.Done(
            $"version {manifest.Version} has 100 % of the traffic; {traffic.Answers.Count:N0} requests answered, none failed"
        );
        await report.AddRunAsync("February", stage, manifest, evidence, cancellation);
        await report.AddTrafficAsync(stage, traffic, cancellation);
    }
}
