using ServerlessML.Contracts.Identity;

namespace ServerlessML.Demo;

/// <summary>Version 2 is trained again from its manifest.</summary>
public sealed class Reproduction(DemoStage stage, DemoReport report)
{
    public async Task PlayAsync(CancellationToken cancellation)
    {
        stage.Narrator.Chapter("6  Version 2 is trained again from its manifest");
        var original = report.RunIdOf("February");
        var answer = await stage.Api.PostAsync($"/api/runs/{original}/reproduce", Role.Engineer, new { }, cancellation);
        var runId = (string?)answer["runId"] ?? throw new DemoFailedException("The reproduction has no run id.");
        var run = await stage.UntilAsync(runId, DemoStage.HasEnded, cancellation);
        if ((bool?)run["identical"] != true)
        {
            throw new DemoFailedException($"The reproduction ended as '{run["state"]}': {run["message"]}");
        }

        stage.Narrator.Done((string?)run["message"] ?? "the model is identical");
        report.Reproduced = true;
    }
}
