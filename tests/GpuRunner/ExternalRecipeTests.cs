using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.GpuRunner;

/// <summary>Programs that do what a recipe must not, or only in part: each is ended, and the run is told as what.</summary>
public sealed class ExternalRecipeTests(RunnerBench bench) : IClassFixture<RunnerBench>
{
    [Fact]
    public async Task Run_SilentRecipe_IsStuck() =>
        Assert.Equal(
            "The recipe wrote nothing for 1 s and was ended as stuck. Report progress more often.",
            (await EndAsync("sleep 600", job => job with { Stall = TimeSpan.FromSeconds(1) })).Error
        );

    [Fact]
    public async Task Run_RecipeThatSpeaks_IsNotStuck()
    {
        const string speaks =
            """for i in 1 2 3 4 5 6; do echo "{\"step\":$i,\"steps\":6}" >>"$JOB_OUT/progress.ndjson"; sleep 0.4; done; echo done >&2; exit 65""";

        Assert.Equal("done", (await EndAsync(speaks, job => job with { Stall = TimeSpan.FromSeconds(1.5) })).Error);
    }

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("ln -s /dev/zero")]
    [InlineData("mkdir")]
    public async Task Run_ProgressThatIsNoFile_IsNotRead(string make) =>
        Assert.Equal(
            "The recipe wrote nothing for 1 s and was ended as stuck. Report progress more often.",
            (await EndAsync($"{make} \"$JOB_OUT/progress.ndjson\"; sleep 600", job => job with { Stall = TimeSpan.FromSeconds(1) })).Error
        );

    [Fact]
    public async Task Run_RecipeThatNotesWithoutEnd_IsCutShort()
    {
        var job = await JobAsync(
            """i=0; while [ $i -lt 200 ]; do echo "{\"note\":\"$i $(head -c 1000 /dev/zero | tr '\0' a)\"}"; i=$((i+1)); done >"$JOB_OUT/progress.ndjson"; echo done >&2; exit 65"""
        );
        await bench.SendAsync(job);
        await bench.RunNextAsync();

        Assert.Equal("done", (await bench.NextEventAsync())!.Error);
        var notes = (await bench.ProgressAsync(job))!.Notes!;
        Assert.Equal(50, notes.Count);
        Assert.All(notes, note => Assert.Equal(501, note.Length));
    }

    [Fact]
    public async Task Run_RecipeOverItsMemory_IsEnded()
    {
        var ended = await EndAsync("x=$(head -c 200000000 /dev/zero | tr '\\0' a); sleep 600", job =>
            job with
            {
                Resources = new() { Memory = 100_000_000 },
            }
        );

        Assert.Equal(("The recipe ran out of memory: it was ended at 100 MB.", true), (ended.Error, ended.Retryable));
    }

    [Fact]
    public async Task Run_RecipeKilledBySomebodyElse_SaysMemory() =>
        Assert.Equal("The recipe was killed, most likely because memory ran out.", (await EndAsync("exit 137")).Error);

    [Fact]
    public async Task Run_RecipeOverItsShareOfTheDisk_IsEnded()
    {
        var ended = await EndAsync("head -c 30000000 /dev/zero >\"$JOB_OUT/model.onnx\"; sleep 600", job =>
            job with
            {
                Resources = new() { Output = 20_000_000 },
            }
        );

        Assert.Equal(("The recipe wrote 30 MB into its folder, more than the 20 MB that it may.", false), (ended.Error, ended.Retryable));
    }

    [Fact]
    public async Task Run_RecipeWithoutRoom_SaysThatTheDiskIsFull()
    {
        var ended = await EndAsync("cat /dev/zero >/dev/full");

        Assert.StartsWith("The runner's disk (", ended.Error, StringComparison.Ordinal);
        Assert.True(ended.Retryable);
    }

    [Fact]
    public async Task Run_FailingRecipe_ShowsItsCodeAndLastLines()
    {
        var ended = await EndAsync("echo Traceback >&2; echo 'ValueError: 3 is odd' >&2; exit 7");

        Assert.Equal(
            ("The recipe ended with code 7; its last lines: Traceback | ValueError: 3 is odd", true),
            (ended.Error, ended.Retryable)
        );
    }

    [Fact]
    public async Task Run_RecipeThatLeavesNothing_Fails() =>
        Assert.Equal(
            ("The recipe ended with code 0, but left no 'model.onnx'. Write the file before the program ends.", false),
            await ErrorAsync("exit 0")
        );

    [Fact]
    public async Task Run_ModelThatIsALink_IsRefused() =>
        Assert.Equal(
            ("The recipe's 'model.onnx' is a link or lies elsewhere. Write a plain file into the job's folder.", false),
            await ErrorAsync("ln -s /etc/passwd \"$JOB_OUT/model.onnx\"")
        );

    [Fact]
    public async Task Run_ModelThatIsNone_IsRefused()
    {
        var (error, retryable) = await ErrorAsync(
            """echo no >"$JOB_OUT/model.onnx"; echo '{"recipe":"x","rows":1,"steps":1,"epochs":1,"trainableParameters":1,"finalLoss":1}' >"$JOB_OUT/metrics.json" """
        );

        Assert.StartsWith("The recipe's model is refused: it is not an ONNX model that can be run: ", error, StringComparison.Ordinal);
        Assert.False(retryable);
    }

    [Theory]
    [InlineData(
        """{"labels":[0,1],"probabilities":[0.5]}""",
        "'labels' and 'probabilities' must be lists of one length, from 1 to 1000000 rows."
    )]
    [InlineData(
        """{"labels":[],"probabilities":[]}""",
        "'labels' and 'probabilities' must be lists of one length, from 1 to 1000000 rows."
    )]
    [InlineData("""{"labels":[0,2],"probabilities":[0.5,0.5]}""", "Row 1 of 'labels' is 2; it must be 0 or 1.")]
    [InlineData("""{"labels":[0,1],"probabilities":[0.5,1.5]}""", "Row 1 of 'probabilities' is 1.5; it must be a number from 0 to 1.")]
    public async Task Run_ValidationAnswersThatAreNone_AreRefused(string validation, string fault) =>
        Assert.Equal(
            ($"The recipe's 'validation.json' does not follow the runner contract: {fault}", false),
            await ErrorAsync(
                $$"""echo no >"$JOB_OUT/model.onnx"; echo '{"recipe":"x","rows":1,"steps":1,"epochs":1,"trainableParameters":1,"finalLoss":1}' >"$JOB_OUT/metrics.json"; echo '{{validation}}' >"$JOB_OUT/validation.json" """
            )
        );

    [Fact]
    public async Task Run_ModelThatReadsAFile_IsRefused() =>
        Assert.Equal(
            (
                "The recipe's model is refused: it keeps the numbers of 'outside' in a file beside it. Export it as one file, without "
                    + "external data.",
                false
            ),
            await ErrorAsync(Leaving(HostileModels.ExternalInitializer("level", "runner.lock")))
        );

    [Fact]
    public async Task Run_ModelThatLoopsOnEveryRow_IsRefused() =>
        Assert.Equal(
            ("The recipe's model is refused: on one row it was ended after 10 s, the longest that a run may take.", false),
            await ErrorAsync(Leaving(HostileModels.Loop("level", 2_000_000_000, float.NegativeInfinity, missing: true)))
        );

    [Fact]
    public async Task Run_ModelThatAsksForGigabytes_IsRefused() =>
        Assert.Equal(
            (
                "The recipe's model is refused: on one row it asked for more memory than the 1024 MB that runs may take "
                    + "(SERVERLESSML_MODEL_MEMORY_MB).",
                false
            ),
            await ErrorAsync(Leaving(HostileModels.Allocation("level", 700_000_000, float.NegativeInfinity, missing: true)))
        );

    [Fact]
    public async Task Run_Recipe_ReachesNoHiddenDirectory()
    {
        var state = RunnerBench.State;
        await File.WriteAllTextAsync(state["tokens.json"], "secret");
        var ended = await EndAsync($"umount '{state.Path}' 2>/dev/null; cat '{state.Path}/tokens.json' >&2; exit 65");
        Assert.DoesNotContain("secret", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CommandThatIsAnOption_IsRefused() =>
        Assert.StartsWith(
            "'training.command' begins with no program",
            (await EndAsync("", job => job with { Command = ["--privileged"] })).Error,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Run_Recipe_SeesNoSecretNoHoldoutAndNoNetwork()
    {
        const string tells = """
            secrets=$(env | grep -c -e AccountKey -e AzureWebJobs); others=$(cat /proc/[0-9]*/environ | tr '\0' '\n' | grep -c AccountKey)
            echo $secrets $others $(wc -l <"$JOB_IN/train.csv") $(ls "$JOB_IN") $(grep -c : /proc/net/dev) >&2; exit 65
            """;

        var told = (await EndAsync(tells)).Error!.Split(' ');

        Assert.Equal(("0", "0"), (told[0], told[1]));
        Assert.InRange(int.Parse(told[2], System.Globalization.CultureInfo.InvariantCulture), 1500, 1700);
        Assert.Equal(["job.json", "train.csv"], told[3..5]);
        // The loopback alone, where namespaces may be made.
        Assert.Equal("1", told[^1]);
    }

    [Fact]
    public async Task Run_CancelledRecipe_EndsWithAllThatItStarted()
    {
        var mark = AzuriteFixture.Unique("sleep");
        var job = (
            await JobAsync(
                $"(exec -a {mark} sleep 600) & setsid sh -c 'exec sleep 601' & echo '{{\"step\":1,\"steps\":2}}' "
                    + $">>\"$JOB_OUT/progress.ndjson\"; sleep 600"
            )
        ) with
        {
            Deadline = DateTimeOffset.UtcNow.AddSeconds(3),
        };
        await bench.SendAsync(job);
        await bench.RunNextAsync();

        Assert.Contains("The deadline", (await bench.NextEventAsync())!.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetDirectories("/proc"), folder =>
            CommandLine(folder).Contains("sleep\0601", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Run_NoCommand_SaysWhatToState() =>
        Assert.Equal(
            "The recipe 'python' has no command. State 'training.command' in pipeline.yaml.",
            (await EndAsync("", job => job with { Command = null })).Error
        );

    [Fact]
    public async Task Run_CommandThatIsNotThere_NamesIt()
    {
        var ended = await EndAsync("", job => job with { Command = ["/nowhere/train.py"] });

        Assert.Contains("/nowhere/train.py", ended.Error, StringComparison.Ordinal);
    }

    private async Task<(string?, bool)> ErrorAsync(string script) =>
        await EndAsync(script) is var ended ? (ended.Error, ended.Retryable) : default;

    private static string Leaving(byte[] model) =>
        $$"""
            echo {{Convert.ToBase64String(model)}} | base64 -d >"$JOB_OUT/model.onnx"
            echo '{"recipe":"x","rows":1,"steps":1,"epochs":1,"trainableParameters":1,"finalLoss":1}' >"$JOB_OUT/metrics.json"
            """;

    private async Task<TrainingEvent> EndAsync(string script, Func<TrainingJob, TrainingJob>? with = null)
    {
        var job = await JobAsync(script);
        await bench.SendAsync(with?.Invoke(job) ?? job);
        await bench.RunNextAsync();

        var ended = (await bench.NextEventAsync())!;
        Assert.Null(ended.Result);
        Assert.Equal("failed", (await bench.ProgressAsync(job))!.State);
        return ended;
    }

    private async Task<TrainingJob> JobAsync(string script) =>
        await bench.JobAsync() with
        {
            Recipe = "python",
            Parameters = new Dictionary<string, string>(),
            Command = ["sh", "-c", script],
        };

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
