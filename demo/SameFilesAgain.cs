using ServerlessML.Contracts.Identity;

namespace ServerlessML.Demo;

/// <summary>The same files once more: the same content is the same run.</summary>
public sealed class SameFilesAgain(DemoStage stage, DemoReport report)
{
    public async Task PlayAsync(CancellationToken cancellation)
    {
        stage.Narrator.Chapter("4  The same February files again");
        var before = await CountAsync(cancellation);
        await stage.Landing.DropAsync(
            Demonstration.Pipeline,
            FlightMonths.February,
            stage.Months.Cut(FlightMonths.February, files: 4),
            cancellation
        );
        var answer = await stage.Api.PostAsync(
            "/api/runs",
            Role.Engineer,
            new { pipeline = Demonstration.Pipeline, batch = FlightMonths.February },
            cancellation
        );
        if ((bool?)answer["isNew"] != false || (string?)answer["runId"] != report.RunIdOf("February"))
        {
            throw new DemoFailedException($"The same files made another run: {answer}");
        }

        stage.Narrator.Done($"the answer names run {answer["runId"]}, and no second one starts");
        // The trigger met the files too: once it has looked, there must still be no more runs than before.
        await stage.Narrator.WaitAsync(
            "the trigger looks at the files",
            TimeSpan.FromSeconds(30),
            async _ => await stage.System.TriggerSawAgainAsync(FlightMonths.February, cancellation) ? "seen" : null,
            cancellation
        );
        if (await CountAsync(cancellation) != before)
        {
            throw new DemoFailedException("The same files, landed again, started a second run.");
        }

        stage.Narrator.Done("the landing event finds the same run");
    }

    private async Task<int> CountAsync(CancellationToken cancellation) =>
        (await stage.Api.GetAsync($"/api/runs?pipeline={Demonstration.Pipeline}", cancellation))["runs"]!.AsArray().Count;
}
