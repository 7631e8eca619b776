using System.Diagnostics;
using ServerlessML.Functions.Evaluation;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Evaluation.Scoring;
using ServerlessML.Ml.Tabular;
using ServerlessML.Models.Confinement;

namespace ServerlessML.Tests.Functions.Evaluation;

/// <summary>Models that are evaluated run in a process of their own: what they do to it happens to nobody else.</summary>
public sealed class ScoringProcessTests
{
    private static readonly Table Rows = new([new NumberColumn("x", [.. Enumerable.Range(0, 9000).Select(row => row % 40f)])]);

    [Fact]
    public void Score_Apart_AnswersAsInThisProcess()
    {
        using var apart = Start();
        var model = HostileModels.Loop("x", trips: 3, threshold: 50);
        using var there = ModelScorer.Open(model, "there", apart: apart);
        using var here = ModelScorer.Open(model, "here");

        Assert.Equal(here.Columns, there.Columns);
        Assert.Equal(here.Score(Rows), there.Score(Rows));
        Assert.True(there.Took > TimeSpan.Zero);
        // Of one model as of several, and after each other.
        using var another = ModelScorer.Open(HostileModels.Allocation("x", elements: 10, threshold: 50), "another", 1, apart);
        Assert.All(another.Score(Rows.Take([0, 1])), answer => Assert.Equal(0.5f, answer));
        Assert.Equal(9000, there.Score(Rows).Length);
    }

    [Fact]
    public async Task Score_ProcessEndsUnderIt_SaysSoAndLeavesThisOneAlone()
    {
        using var apart = Start();
        using var scorer = ModelScorer.Open(HostileModels.Loop("x", trips: 2_000_000_000, threshold: 50), "crashing", apart: apart);
        var scored = Task.Run(() => scorer.Score(new Table([new NumberColumn("x", [100])])));
        using var kill = Process.Start("sh", ["-c", $"kill -KILL {Innermost(apart.Id)}"]);
        await kill.WaitForExitAsync();

        var failure = await Assert.ThrowsAsync<ModelException>(() => scored);
        Assert.Contains("Model crashing ended the process that ran it, ", failure.Message, StringComparison.Ordinal);
        // Whoever asks it again is told the same, and nobody waits.
        Assert.Throws<ModelException>(() => scorer.Score(Rows));
    }

    [Fact]
    public async Task Score_CancelledInALoop_EndsAtOnce()
    {
        using var apart = Start();
        using var scorer = ModelScorer.Open(HostileModels.Loop("x", trips: 2_000_000_000, threshold: 50), "loop", apart: apart);
        using var cancellation = new CancellationTokenSource();
        var scored = Task.Run(() => scorer.Score(new Table([new NumberColumn("x", [100])]), cancellation.Token));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scored).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Score_MoreMemoryThanRunsMayTake_SaysSoAndGoesOn()
    {
        using var apart = Start();
        using var scorer = ModelScorer.Open(HostileModels.Allocation("x", elements: 700_000_000, threshold: 50), "greedy", apart: apart);
        Assert.Equal(
            "Model greedy asked for more memory than the 1024 MB that runs may take (SERVERLESSML_MODEL_MEMORY_MB), on rows 1 to 1.",
            Assert.Throws<ModelException>(() => scorer.Score(new Table([new NumberColumn("x", [100])]))).Message
        );
        Assert.Equal([0.5f], scorer.Score(new Table([new NumberColumn("x", [1])])));
    }

    [Fact]
    public void Open_WhatNoModelMayHold_IsRefusedBeforeTheProcessSeesIt()
    {
        using var apart = Start();
        Assert.Contains(
            "in a file beside it",
            Assert
                .Throws<ModelException>(() => ModelScorer.Open(HostileModels.ExternalInitializer("x", "/etc/hostname"), "peek", 1, apart))
                .Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Model torn is not an ONNX model",
            Assert.Throws<ModelException>(() => ModelScorer.Open([1, 2, 3], "torn", 1, apart)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Start_Process_HasNothingOfThisOnesEnvironment()
    {
        Environment.SetEnvironmentVariable("A_SECRET_OF_THE_TESTS", "shown");
        using var apart = Start();
        using var scorer = ModelScorer.Open(HostileModels.Loop("x", trips: 1, threshold: 50), "any", apart: apart);
        var environment = File.ReadAllText($"/proc/{Innermost(apart.Id)}/environ");
        Assert.Contains("DOTNET_EnableDiagnostics=0", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("A_SECRET_OF_THE_TESTS", environment, StringComparison.Ordinal);
        Environment.SetEnvironmentVariable("A_SECRET_OF_THE_TESTS", null);
    }

    // As where whoever asked was killed: nothing is left of it but the end of the input.
    [Fact]
    public async Task Run_WhoAsksIsGone_EndsInItsNamespaceToo()
    {
        string[] line =
        [
            .. NamespaceProbe.Command(network: false, []) ?? [],
            Environment.ProcessPath!,
            "exec",
            typeof(EvaluateCandidate).Assembly.Location,
            ScoringProgram.Verb,
        ];
        using var process = Process.Start(new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardInput = true })!;
        try
        {
            await process.StandardInput.BaseStream.WriteAsync("half a request"u8.ToArray().AsMemory(0, 3));
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(1, process.ExitCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static ScoringProcess Start() => ScoringProcess.Start(typeof(EvaluateCandidate).Assembly);

    // What confines it has started it.
    private static int Innermost(int process)
    {
        while (Children(process) is [var child, ..])
        {
            process = child;
        }

        return process;
    }

    private static int[] Children(int process) =>
        [
            .. File.ReadAllText($"/proc/{process}/task/{process}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, null)),
        ];
}
