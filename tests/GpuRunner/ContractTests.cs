using System.Text.Json;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.GpuRunner;
using ServerlessML.GpuRunner.Contract;

namespace ServerlessML.Tests.GpuRunner;

/// <summary>What the runner and its recipes write is what the schemas say, and what they must refuse they refuse.</summary>
public sealed class ContractTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    [SkippableFact]
    public async Task JobDocument_OfABuiltInRecipe_KeepsItsSchema()
    {
        Skip.IfNot(Schemas.AreThere, Schemas.Missing);
        var seen = await SeenAsync(
            await bench.JobAsync() with
            {
                Until = 0.5,
                Resources = new()
                {
                    Cpus = 2,
                    Memory = 1_000_000_000,
                    Capacity = "spot",
                },
            }
        );

        Assert.Empty(Schemas.Problems("job", seen));
        Assert.Contains("train.csv", seen, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("mlp", "cuda")]
    public void WhatABuiltInRecipeWrites_KeepsTheSchemas(string recipe, string device = "cpu")
    {
        Skip.IfNot(Schemas.AreThere, Schemas.Missing);
        using var folder = new Tests.Support.TemporaryFolder();
        var job = new JobFolder(folder.Path);
        Directory.CreateDirectory(job.In);
        Directory.CreateDirectory(job.Out);
        File.WriteAllLines(
            job.InPath("rows.csv"),
            Enumerable
                .Range(0, 300)
                .Select(i => $"{i},{(i % 3 == 0 ? "Bern" : "Graz")},{(i % 3 == 0 ? 1 : 0)},{i % 40},{i}")
                .Prepend("level,city,late,who,at")
        );
        var document = JsonSerializer.Serialize(RecipeJobOf(recipe) with { Device = device }, Wire.Options);
        File.WriteAllText(job.Job, document);

        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("dotnet", ["exec", typeof(RunnerOptions).Assembly.Location, "recipe"])
            {
                Environment = { ["JOB_IN"] = job.In, ["JOB_OUT"] = job.Out },
            }
        )!;
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Empty(Schemas.Problems("job", document));
        Assert.Empty(Schemas.Problems("metrics", File.ReadAllText(job.OutPath(JobFolder.MetricsName))));
        Assert.Empty(Schemas.Problems("validation", File.ReadAllText(job.OutPath(JobFolder.ValidationName))));
        var lines = File.ReadAllLines(job.OutPath(RecipeLine.FileName));
        Assert.Empty(Schemas.Problems("progress", lines));
        Assert.Contains(lines, line => line.Contains("checkpoint", StringComparison.Ordinal));
        Assert.Empty(Schemas.Problems("sample", File.ReadAllText(job.OutPath(RecipeSample.FileName))));
        // Where there is no card the CPU takes over, and says so.
        var onCpu = File.ReadAllText(job.OutPath(RecipeEnvironment.FileName)).Contains("CPUExecutionProvider", StringComparison.Ordinal);
        Assert.Equal(
            device == "cuda" && onCpu,
            lines.Any(line => line.Contains("The training ran on the CPU. Device 'cuda' is not available", StringComparison.Ordinal))
        );
    }

    [SkippableTheory]
    [InlineData("progress", "{}")]
    [InlineData("progress", """{"checkpoint":"../model.onnx"}""")]
    [InlineData("progress", """{"step":-1}""")]
    [InlineData("metrics", """{"recipe":"mlp"}""")]
    [InlineData("sample", """{"predictions":[0.1]}""")]
    [InlineData("job", """{"contract":2}""")]
    public void Schema_OfWhatItMustRefuse_Refuses(string schema, string json)
    {
        Skip.IfNot(Schemas.AreThere, Schemas.Missing);
        Assert.NotEmpty(Schemas.Problems(schema, json));
    }

    private static RecipeJob RecipeJobOf(string recipe) =>
        new()
        {
            Id = "job-1",
            Attempt = 1,
            Recipe = recipe,
            Parameters = new Dictionary<string, string> { ["epochs"] = "2", ["batch-size"] = "50" },
            Seed = 1,
            Threads = 1,
            Device = "cpu",
            Data = new()
            {
                Columns = new()
                {
                    Columns = [new() { Name = "level", Type = ColumnType.Number }, new() { Name = "city", Type = ColumnType.Category }],
                    Label = new() { Name = "late", Values = ["0", "1"] },
                },
                Files = [new("rows.csv", "rows.csv", DataFormat.Csv, Digest.Of([1]))],
                Split = new()
                {
                    Kind = SplitKind.Key,
                    Share = 0.2,
                    Salt = "salt",
                    Columns = [new("who", ColumnType.Category)],
                    Time = new() { Column = "at", Gap = 1 },
                },
            },
            CheckpointEverySeconds = 0,
            Deadline = DateTimeOffset.UnixEpoch,
        };

    // A recipe that shows the document it was given, in lines as long as are kept.
    private async Task<string> SeenAsync(TrainingJob job)
    {
        const string shows = "tr -d '\\n ' <\"$JOB_IN/job.json\" | fold -w 400 >&2; echo >&2; exit 3";
        await bench.SendAsync(job with { Recipe = "python", Parameters = new Dictionary<string, string>(), Command = ["sh", "-c", shows] });
        await bench.RunNextAsync();
        var error = (await bench.NextEventAsync())!.Error!;
        return error[error.IndexOf('{', StringComparison.Ordinal)..].Replace(" | ", "", StringComparison.Ordinal);
    }
}
