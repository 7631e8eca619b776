using System.Text.Json;
using ServerlessML.Contracts.Validation;
using Spectre.Console;

namespace ServerlessML.Demo;

/// <summary>February comes with a broken shard: rejected, quarantined, the champion untouched.</summary>
public sealed class BrokenBatch(DemoStage stage)
{
    private const string Batch = "2001-02-broken";

    public async Task PlayAsync(CancellationToken cancellation)
    {
        stage.Narrator.Chapter("2  February with a broken shard");
        var champion = (string?)(await stage.Api.GetAsync($"/api/deployments/{Demonstration.Pipeline}/traffic", cancellation))["changeId"];
        var files = stage.Months.Cut(FlightMonths.February, files: 4);
        await stage.Landing.DropAsync(
            Demonstration.Pipeline,
            Batch,
            [.. files.Take(3), stage.Months.Broken(FlightMonths.February)],
            cancellation
        );
        var runId = await stage.RunOfAsync(Batch, cancellation);
        await stage.EndAsync(runId, RunState.Rejected, cancellation);
        var node = await stage.Api.GetAsync($"/api/runs/{runId}/validation", cancellation);
        var validation = node.Deserialize<ValidationReport>(Wire.Options)
            ?? throw new DemoFailedException("The validation report is empty.");
        stage.Narrator.Done($"run {runId} is rejected, and its batch is quarantined, with a report:");
        ShowViolations(validation);
        foreach (var rule in new[] { "type", "column-missing", "label-domain" })
        {
            if (!validation.Violations.Any(violation => violation.Rule == rule && violation.Rejects))
            {
                throw new DemoFailedException($"The broken shard breaks the rule '{rule}', but the report does not say so.");
            }
        }

        if ((string?)(await stage.Api.GetAsync($"/api/deployments/{Demonstration.Pipeline}/traffic", cancellation))["changeId"] != champion)
        {
            throw new DemoFailedException("A rejected batch moved traffic.");
        }

        stage.Narrator.Done("the champion serves as before");
    }

    private static void ShowViolations(ValidationReport validation)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("file", "column", "rule", "count", "examples");
        foreach (var violation in validation.Violations.Where(violation => violation.Rejects))
        {
            table.AddRow(
                Markup.Escape(violation.File),
                Markup.Escape(violation.Column ?? ""),
                violation.Rule,
                $"{violation.Count:N0}",
                Markup.Escape(string.Join(", ", violation.Examples.Take(3)))
            );
        }

        AnsiConsole.Write(table);
    }
}
