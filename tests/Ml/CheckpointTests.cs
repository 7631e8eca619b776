using System.Text;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Tests.Ml;

public sealed class CheckpointTests
{
    private static readonly PlantedTable Planted = PlantedTable.Of(1500);

    /// <summary>
    /// Recipe, parameters, and the step after which the process is gone: within an epoch, at its end, after patience began to count.
    /// </summary>
    public static TheoryData<string, string, int> Deaths =>
        new()
        {
            { "mlp", "epochs=4 batch-size=64 hidden=8", 1 },
            { "mlp", "epochs=4 batch-size=64 hidden=8", 22 },
            { "mlp", "epochs=4 batch-size=64 hidden=8", 45 },
            { "mlp", "epochs=40 batch-size=64 hidden=16,8 patience=2 learning-rate=0.05", 120 },
            { "linear", "epochs=4 batch-size=100", 33 },
            { "mlp", "epochs=3 batch-size=64 hidden=8,8 dropout=0.3 weight-decay=0.1 class-weights=balanced", 30 },
            { "xgboost", "rounds=40 depth=3 subsample=0.7 colsample=0.6", 1 },
            { "xgboost", "rounds=80 depth=3 subsample=0.7 colsample=0.6 patience=0", 61 },
            { "xgboost", "rounds=400 depth=3 subsample=0.7 patience=25 validation-share=0.2", 30 },
            { "mlp", "hidden=8 batch-size=100", 7 },
            { "mlp", "hidden=8 batch-size=100", 300 },
            { "linear", "bins=8", 1 },
            { "linear", "bins=8", 5 },
        };

    [SkippableTheory]
    [MemberData(nameof(Deaths))]
    public void Train_KilledAndResumed_SameBytesAsUninterrupted(string recipe, string parameters, int death)
    {
        var whole = Train(recipe, parameters, null);
        byte[]? last = null;
        Assert.Throws<IOException>(() =>
            Train(
                recipe,
                parameters,
                Kept(
                    (state, step) =>
                    {
                        last = state;
                        if (step.Step >= death)
                        {
                            throw new IOException("the disk is full");
                        }
                    }
                )
            )
        );

        var seen = new List<long>();
        var resumed = Train(recipe, parameters, Kept((_, step) => seen.Add(step.Step)) with { Resume = last });

        Assert.True(seen[0] > death);
        Assert.Equal(Digest.Of(whole.Onnx), Digest.Of(resumed.Onnx));
        Assert.Equal(CanonicalJson.DigestOf(whole.Metrics), CanonicalJson.DigestOf(resumed.Metrics));
    }

    [SkippableTheory]
    [InlineData("linear", TaskKind.MultiClass)]
    [InlineData("mlp", TaskKind.MultiClass)]
    [InlineData("mlp", TaskKind.Regression)]
    [InlineData("xgboost", TaskKind.MultiClass)]
    [InlineData("xgboost", TaskKind.Regression)]
    public void Train_OtherTaskResumed_SameBytesAsUninterrupted(string recipe, TaskKind task)
    {
        Skip.If(recipe == "xgboost" && !XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
        var rows = PlantedTask.Of(task, 900);
        var options = Recipe.Read(recipe, new Dictionary<string, string> { ["patience"] = "3" }, 1, 1) with
        {
            Boosting = new()
            {
                Rounds = 60,
                Depth = 3,
                Subsample = 0.7,
            },
        };
        List<byte[]> states = [];
        var whole = Trainer.Train(
            rows.Table,
            PlantedTable.Features,
            rows.Target,
            options,
            checkpointing: Kept((state, _) => states.Add(state))
        );

        foreach (var state in (byte[][])[states[0], states[states.Count / 2], states[^1]])
        {
            var resumed = Trainer.Train(
                rows.Table,
                PlantedTable.Features,
                rows.Target,
                options,
                checkpointing: Kept((_, _) => { }) with
                {
                    Resume = state,
                }
            );
            Assert.Equal(Digest.Of(whole.Onnx), Digest.Of(resumed.Onnx));
            Assert.Equal(CanonicalJson.DigestOf(whole.Metrics), CanonicalJson.DigestOf(resumed.Metrics));
        }
    }

    [SkippableTheory]
    [InlineData("mlp", "epochs=3 batch-size=64 hidden=8 patience=1")]
    [InlineData("xgboost", "rounds=60 depth=3 subsample=0.7 colsample=0.6 patience=10")]
    public void Train_UntilOneNinthAThirdAndTheEnd_SameBytesAsAtOnce(string recipe, string parameters)
    {
        byte[]? state = null;
        var models = new List<TrainedModel>();
        foreach (var until in (string[])["0.1111", "0.3333", "1"])
        {
            // Nothing is due by time: only the stop writes.
            models.Add(
                Train(
                    recipe,
                    $"{parameters} until={until}",
                    Kept((written, _) => state = written) with
                    {
                        Every = TimeSpan.FromDays(1),
                        Resume = state,
                    }
                )
            );
        }

        Assert.Equal(Digest.Of(Train(recipe, parameters, null).Onnx), Digest.Of(models[2].Onnx));
        Assert.True(models[0].Metrics.Steps < models[1].Metrics.Steps && models[1].Metrics.Steps < models[2].Metrics.Steps);
        Assert.All(models, model => Assert.NotNull(model.Metrics.ValidationAuc));
    }

    [Fact]
    public void Train_StateAfterPatience_EndsAtOnceWithTheSameModel()
    {
        const string parameters = "epochs=40 batch-size=64 hidden=16,8 patience=1 learning-rate=0.05";
        byte[]? state = null;
        var stopped = Train("mlp", $"{parameters} until=0.99", Kept((written, _) => state = written));

        var steps = 0;
        var model = Train("mlp", parameters, Kept((_, _) => steps++) with { Resume = state });

        Assert.Equal(Digest.Of(stopped.Onnx), Digest.Of(model.Onnx));
        Assert.Equal(0, steps);
    }

    [Fact]
    public void Train_States_ComeNoMoreOftenThanAsked()
    {
        var clock = new TickingClock();
        var seen = new List<long>();
        Train(
            "mlp",
            "epochs=2 batch-size=64 hidden=8",
            new()
            {
                Every = TimeSpan.FromSeconds(10),
                Time = clock,
                Write = (_, step) => seen.Add(step.Step),
            },
            _ => clock.Seconds += 4
        );

        // Every step reports, and an epoch's last twice.
        Assert.Equal([3, 6, 9, 12, 15, 18, 21, 23, 26, 29, 32, 35, 38, 41, 44], seen);
    }

    [Fact]
    public void Train_DamagedState_IsRefused()
    {
        var state = State("mlp", "epochs=1 hidden=8");
        foreach (var place in (int[])[60, state.Length / 2, state.Length - 1])
        {
            byte[] damaged = [.. state];
            damaged[place] ^= 1;
            Assert.Equal("checksum", Refused("mlp", "epochs=1 hidden=8", damaged).Difference);
        }

        Assert.Equal("checksum", Refused("mlp", "epochs=1 hidden=8", state[..^5]).Difference);
        Assert.Equal("format", Refused("mlp", "epochs=1 hidden=8", Encoding.UTF8.GetBytes(new string('x', 500))).Difference);
        byte[] newer = [.. state];
        newer[8] = 9;
        Assert.Equal("The training state has format 9; this build reads 2.", Refused("mlp", "epochs=1 hidden=8", newer).Message);
    }

    [Theory]
    [InlineData("mlp", "epochs=2 hidden=8", "epochs", "The training state is of another training: its epochs is '1', here it is '2'.")]
    [InlineData("linear", "epochs=1", "recipe", "The training state is of another training: its recipe is 'mlp', here it is 'linear'.")]
    [InlineData(
        "mlp",
        "epochs=1 hidden=8,4",
        "hidden",
        "The training state is of another training: its hidden is '[8]', here it is '[8,4]'."
    )]
    public void Train_ForeignState_IsRefusedAndNamesWhatDiffers(string recipe, string parameters, string difference, string message)
    {
        var refused = Refused(recipe, parameters, State("mlp", "epochs=1 hidden=8"));

        Assert.Equal((difference, message), (refused.Difference, refused.Message));
    }

    [Fact]
    public void Train_StateOfOtherRowsSeedOrThreads_IsRefused()
    {
        var state = State("mlp", "epochs=1 hidden=8");
        Assert.Equal("data", Refused("mlp", "epochs=1 hidden=8", state, PlantedTable.Of(1500, seed: 8)).Difference);
        Assert.Equal("seed", Refused("mlp", "epochs=1 hidden=8", state, seed: 2).Difference);
        Assert.Equal("threads", Refused("mlp", "epochs=1 hidden=8", state, threads: 2).Difference);
    }

    private static Checkpointing Kept(Action<byte[], TrainingStep> write) => new() { Every = TimeSpan.Zero, Write = write };

    private static byte[] State(string recipe, string parameters)
    {
        byte[]? state = null;
        Train(recipe, parameters, Kept((written, _) => state ??= written));
        return state!;
    }

    private static CheckpointException Refused(
        string recipe,
        string parameters,
        byte[] state,
        PlantedTable? rows = null,
        int seed = 1,
        int threads = 1
    ) =>
        Assert.Throws<CheckpointException>(() =>
            Train(recipe, parameters, Kept((_, _) => { }) with { Resume = state }, null, rows, seed, threads)
        );

    private static TrainedModel Train(
        string recipe,
        string parameters,
        Checkpointing? checkpointing,
        Action<TrainingStep>? progress = null,
        PlantedTable? rows = null,
        int seed = 1,
        int threads = 1
    )
    {
        Skip.If(recipe == "xgboost" && !XgboostLibrary.IsThere, "libxgboost is not installed: apt-get install libxgboost0");
        var read = parameters.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        rows ??= Planted;
        return Trainer.Train(
            rows.Table,
            PlantedTable.Features,
            rows.Labels,
            "label",
            Recipe.Read(recipe, read, seed, threads),
            progress,
            checkpointing
        );
    }

    private sealed class TickingClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
